import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ensembleScores } from '../../src/index.js';
import { dataOfSize } from '../support/arbitraries.js';

describe('ensembleScores', () => {
  it('averages each score', () => {
    const ensemble = ensembleScores([
      [
        [0.5, 0.5],
        [1, 0],
      ],
      [
        [0.25, 0.75],
        [0, 1],
      ],
    ]);
    expect(ensemble).toEqual([
      [0.375, 0.625],
      [0.5, 0.5],
    ]);
  });

  it('copies the scores of one training', () => {
    const scores = [[0.1, 0.9]];
    const ensemble = ensembleScores([scores]);
    expect(ensemble).toEqual(scores);
    expect(ensemble[0]).not.toBe(scores[0]);
  });

  it('keeps sums of 1, and does not depend on the order of trainings', () => {
    const size = dataOfSize({ classCount: 3, sampleCount: 4 });
    fc.assert(
      fc.property(size, size, (one, other) => {
        const ensemble = ensembleScores([one.scores, other.scores]);
        expect(ensembleScores([other.scores, one.scores])).toEqual(ensemble);
        for (const row of ensemble) {
          expect(row.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 12);
        }
      }),
    );
  });

  it('refuses what does not belong together', () => {
    expect(() => ensembleScores([])).toThrow(/^trainings must hold the scores of at least one/);
    expect(() => ensembleScores([[[1, 0]], []])).toThrow(
      'trainings[1] must hold 1 samples, like the first; received 0',
    );
    expect(() => ensembleScores([[[1, 0]], [[1]]])).toThrow(
      'trainings[1][0] must hold 2 classes, like the first training; received 1',
    );
    expect(() => ensembleScores([[[1, -2]]])).toThrow('trainings[0][0][1] must be a probability in [0, 1]');
  });
});
