import { describe, expect, it } from 'vitest';
import { balancedClassWeights, effectiveNumberWeights } from '../../src/index.js';

const labels = [0, 0, 0, 1];

describe('effectiveNumberWeights', () => {
  it('weights by the inverse of the effective number', () => {
    // beta 1/2: three samples count as 1 + 1/2 + 1/4 = 7/4, one as 1. Weights 4/7 and 1, times 4 / (3 * 4/7 + 1).
    const [many, one] = effectiveNumberWeights(labels, { classCount: 2, beta: 0.5 });
    expect(many).toBeCloseTo((4 / 7) * (4 / (19 / 7)), 12);
    expect(one).toBeCloseTo(4 / (19 / 7), 12);
  });

  it('takes a list per sample, and averages 1 over the classes', () => {
    const [many, one] = effectiveNumberWeights([[0], [0, 1], [0], []], { classCount: 2, beta: 0.5 });
    expect(many).toBeCloseTo(8 / 11, 12); // 4/7 and 1, divided by their mean, 11/14
    expect(one).toBeCloseTo(14 / 11, 12);
  });

  it('weights all classes equally with beta 0, and approaches balanced weights as beta approaches 1', () => {
    expect(effectiveNumberWeights(labels, { classCount: 2, beta: 0 })).toEqual([1, 1]);
    const near = effectiveNumberWeights(labels, { classCount: 2, beta: 1 - 1e-7 });
    for (const [label, weight] of balancedClassWeights(labels, { classCount: 2 }).entries()) {
      // The two differ by about n (1 - beta).
      expect(Math.abs(near[label]! - weight)).toBeLessThan(1e-6);
    }
  });

  it.each([1, -0.1, Number.NaN])('refuses beta %s', (beta) => {
    expect(() => effectiveNumberWeights(labels, { classCount: 2, beta })).toThrow(
      new RangeError(`beta must be in [0, 1); received ${beta}`),
    );
  });

  it('refuses a class without samples and a label outside the classes', () => {
    expect(() => effectiveNumberWeights(labels, { classCount: 3 })).toThrow(
      new RangeError('every class must occur in the labels; class 2 has none of 4'),
    );
    expect(() => effectiveNumberWeights([0, 2], { classCount: 2 })).toThrow(/received 2 at position 1/);
  });
});
