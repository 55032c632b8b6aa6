import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, topKAccuracy } from '../../src/index.js';
import { classificationData } from '../support/arbitraries.js';
import { handWorked } from '../support/hand-worked.js';

describe('topKAccuracy', () => {
  it('finds 4, 6 and 6 of the hand-worked samples', () => {
    expect([1, 2, 3].map((k) => topKAccuracy(handWorked, { k }))).toEqual([4 / 6, 1, 1]);
  });

  it('gives a tie to the lowest class', () => {
    const scores = [[0.25, 0.25, 0.5]];
    expect(topKAccuracy({ labels: [0], scores }, { k: 2 })).toBe(1);
    expect(topKAccuracy({ labels: [1], scores }, { k: 2 })).toBe(0);
  });

  it('is the accuracy for k = 1, grows with k and ends at 1', () => {
    fc.assert(
      fc.property(classificationData, (data) => {
        const shares = data.scores[0]!.map((_, index) => topKAccuracy(data, { k: index + 1 }));
        expect(shares[0]).toBe(accuracy(data));
        expect(shares).toEqual([...shares].sort((first, second) => first - second));
        expect(shares.at(-1)).toBe(1);
      }),
    );
  });

  it.each([0, 4, 1.5, Number.NaN])('refuses k = %d of three classes', (k) => {
    expect(() => topKAccuracy(handWorked, { k })).toThrow(
      new RangeError(`k must be an integer in [1, 3]; received ${k}`),
    );
  });
});
