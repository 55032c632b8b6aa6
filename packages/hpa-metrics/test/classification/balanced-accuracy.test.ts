import { describe, expect, it } from 'vitest';
import { balancedAccuracy } from '../../src/index.js';
import { handWorked } from '../support/hand-worked.js';
import { samplesOf } from '../support/samples-of.js';

describe('balancedAccuracy', () => {
  it('averages the recalls 1/2, 1 and 1/2', () => {
    expect(balancedAccuracy(handWorked)).toBeCloseTo(2 / 3, 15);
  });

  it('is one over the number of classes for a constant prediction, however unbalanced the classes are', () => {
    expect(
      balancedAccuracy(
        samplesOf([
          [90, 0],
          [10, 0],
        ]),
      ),
    ).toBe(0.5);
  });

  it('leaves out classes without samples', () => {
    expect(
      balancedAccuracy(
        samplesOf([
          [3, 1, 0],
          [0, 0, 0],
          [0, 1, 1],
        ]),
      ),
    ).toBe((3 / 4 + 1 / 2) / 2);
  });

  it('refuses samples of several labels, and says what to take', () => {
    expect(() => balancedAccuracy({ task: 'multi-label', labels: [[0]], scores: [[1]] })).toThrow(
      new RangeError(
        'balancedAccuracy needs single-label data; received multi-label data, of which averagedScores gives the macro recall',
      ),
    );
  });
});
