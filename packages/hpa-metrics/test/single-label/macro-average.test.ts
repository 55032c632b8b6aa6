import { describe, expect, it } from 'vitest';
import { macroAverage, macroAverageFromConfusion } from '../../src/index.js';
import { handWorked } from '../support/hand-worked.js';

describe('macroAverage', () => {
  it('averages precision, recall and F1 over the classes', () => {
    const { precision, recall, f1 } = macroAverage(handWorked);
    expect(precision).toBeCloseTo((1 / 2 + 2 / 3 + 1) / 3, 15);
    expect(recall).toBeCloseTo((1 / 2 + 1 + 1 / 2) / 3, 15);
    expect(f1).toBeCloseTo((1 / 2 + 4 / 5 + 2 / 3) / 3, 15);
  });

  it('averages the F1s and not their ingredients', () => {
    const { precision, recall, f1 } = macroAverageFromConfusion([
      [10, 90],
      [0, 10],
    ]);
    expect(f1).toBeCloseTo((2 / 11 + 2 / 11) / 2, 15);
    expect((2 * precision * recall) / (precision + recall)).toBeGreaterThan(f1 + 0.3);
  });
});
