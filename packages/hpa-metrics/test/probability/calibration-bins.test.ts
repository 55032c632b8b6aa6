import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationBins } from '../../src/index.js';
import { classificationData } from '../support/arbitraries.js';
import { handWorked } from '../support/hand-worked.js';

describe('calibrationBins', () => {
  it('puts .4, .5 twice, .6, .7 and .8 into the right bins of 15', () => {
    const bins = calibrationBins(handWorked);
    expect(bins.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 1, 0, 2, 1, 0, 1, 1, 0, 0, 0]);
    expect(bins[7]).toEqual({ count: 2, accuracy: 0, confidence: 0.5 });
    expect(bins[8]).toEqual({ count: 1, accuracy: 1, confidence: 0.6 });
    expect(bins[0]).toEqual({ count: 0, accuracy: null, confidence: null });
  });

  it('closes each bin at its upper end, for every number of bins', () => {
    for (let bins = 1; bins <= 60; bins++) {
      for (let bin = Math.ceil(bins / 2); bin <= bins; bin++) {
        const winner = bin / bins;
        const counts = calibrationBins({ labels: [0], scores: [[winner, 1 - winner]] }, { bins });
        expect(counts.findIndex(({ count }) => count === 1)).toBe(bin - 1);
      }
    }
  });

  it('puts a probability that float32 rounded past 1 into the last bin', () => {
    expect(calibrationBins({ labels: [0], scores: [[1.0000005, 0]] }).at(-1)!.count).toBe(1);
  });

  it('counts every sample', () => {
    fc.assert(
      fc.property(classificationData, fc.integer({ min: 1, max: 30 }), (data, bins) => {
        const counted = calibrationBins(data, { bins }).reduce((sum, { count }) => sum + count, 0);
        expect(counted).toBe(data.labels.length);
      }),
    );
  });

  it.each([0, 1.5, Number.NaN])('refuses %d bins', (bins) => {
    expect(() => calibrationBins(handWorked, { bins })).toThrow(
      new RangeError(`bins must be a positive integer; received ${bins}`),
    );
  });
});
