import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedClassWeights } from '../../src/index.js';

describe('balancedClassWeights', () => {
  it('gives n / (C n_c)', () => {
    // Six samples, two classes: 6 / (2 * 4) and 6 / (2 * 2).
    expect(balancedClassWeights([0, 0, 1, 0, 1, 0], { classCount: 2 })).toEqual([0.75, 1.5]);
  });

  it('agrees with scikit-learn on the rows of the first study', () => {
    const labels = [157, 314, 1470, 134].flatMap((count, label) => Array<number>(count).fill(label));
    const weights = balancedClassWeights(labels, { classCount: 4 });
    // 2075 / (4 * 157) and so on, rounded to eight places.
    const expected = [3.30414013, 1.65207006, 0.35289116, 3.87126866];
    for (const [index, weight] of weights.entries()) {
      expect(weight).toBeCloseTo(expected[index]!, 8);
    }
  });

  it('takes a list per sample, and averages 1 over the classes', () => {
    // Classes of 4, 2 and 1 of five samples: 1/4, 1/2 and 1, divided by their mean, 7/12.
    const weights = balancedClassWeights([[0], [0, 1], [0, 1, 2], [0], []], { classCount: 3 });
    for (const [index, expected] of [3 / 7, 6 / 7, 12 / 7].entries()) {
      expect(weights[index]).toBeCloseTo(expected, 12);
    }
    expect(() => balancedClassWeights([[0], [0, 2], []], { classCount: 3 })).toThrow(
      new RangeError('every class must occur in the labels; class 1 has none of 3'),
    );
  });

  it('averages 1 over the samples', () => {
    const someOfEach = fc
      .array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 })
      .map((counts) => counts.flatMap((count, label) => Array<number>(count).fill(label)));
    fc.assert(
      fc.property(someOfEach, (labels) => {
        const weights = balancedClassWeights(labels, { classCount: Math.max(...labels) + 1 });
        const sum = labels.reduce((total, label) => total + weights[label]!, 0);
        expect(sum).toBeCloseTo(labels.length, 9);
      }),
    );
  });

  it('weighs rare classes up by less with a power below 1', () => {
    // Classes of 9 and 1: 1/3 and 1, divided by their mean over the samples, (9 / 3 + 1) / 10.
    const labels = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    const [many, one] = balancedClassWeights(labels, { classCount: 2, power: 0.5 });
    expect(many).toBeCloseTo(5 / 6, 12);
    expect(one).toBeCloseTo(5 / 2, 12);
    expect(balancedClassWeights(labels, { classCount: 2, power: 0 })).toEqual([1, 1]);
    expect(() => balancedClassWeights(labels, { classCount: 2, power: 2 })).toThrow(
      new RangeError('power must be in [0, 1]; received 2'),
    );
  });

  it('refuses a class without samples and a label outside the classes', () => {
    expect(() => balancedClassWeights([0, 2], { classCount: 3 })).toThrow(
      new RangeError('every class must occur in the labels; class 1 has none of 2'),
    );
    expect(() => balancedClassWeights([0, 3], { classCount: 3 })).toThrow(
      new RangeError('label must be an integer in [0, 2]; received 3 at position 1'),
    );
  });
});
