import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, averagedScores, hammingLoss, jaccard, macroF1 } from '../../src/index.js';
import { classificationData } from '../support/arbitraries.js';
import { handWorked } from '../support/hand-worked.js';

describe('averagedScores of single-label data', () => {
  it('averages 1/2, 2/3, 1 in precision, and 1/2, 1, 1/2 in recall', () => {
    const { macro, weighted } = averagedScores(handWorked);
    expect(macro.precision).toBeCloseTo(13 / 18, 15);
    expect(macro.recall).toBeCloseTo(2 / 3, 15);
    expect(macro.f1).toBe(macroF1(handWorked));
    // Every class has two samples.
    expect(weighted.precision).toBeCloseTo(13 / 18, 15);
  });

  it('is the accuracy over pairs and over samples, and what is missing in the Hamming loss', () => {
    fc.assert(
      fc.property(classificationData, (data) => {
        const share = accuracy(data);
        const { micro, samples, weighted } = averagedScores(data);
        expect(micro).toEqual({ precision: share, recall: share, f1: share });
        expect(samples).toEqual({ precision: share, recall: share, f1: share });
        expect(weighted.recall).toBeCloseTo(share, 12);
        expect(hammingLoss(data)).toBe(1 - share);
        expect(jaccard(data).samples).toBe(share);
      }),
    );
  });

  it('leaves out a class that is neither label nor prediction', () => {
    const data = {
      labels: [0, 1],
      scores: [
        [1, 0, 0],
        [0, 1, 0],
      ],
    };
    expect(averagedScores(data).macro).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(jaccard(data)).toEqual({ macro: 1, micro: 1, samples: 1 });
  });
});
