import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rocAuc } from '../../src/index.js';
import { classificationData } from '../support/arbitraries.js';
import { handWorked, type SingleLabel } from '../support/hand-worked.js';

describe('rocAuc', () => {
  it('wins 7, 8 and 7.5 of 8 pairs on the hand-worked samples', () => {
    const { perClass, macro } = rocAuc(handWorked);
    expect(perClass).toEqual([7 / 8, 1, 7.5 / 8]);
    expect(macro).toBeCloseTo(22.5 / 24, 15);
  });

  it('is one half if all scores tie', () => {
    expect(
      rocAuc({
        labels: [0, 1, 1],
        scores: [
          [0.5, 0.5],
          [0.5, 0.5],
          [0.5, 0.5],
        ],
      }).macro,
    ).toBe(0.5);
  });

  it('is null for a class without samples and for one without others', () => {
    expect(
      rocAuc({
        labels: [0, 0],
        scores: [
          [0.9, 0.1],
          [0.2, 0.8],
        ],
      }),
    ).toEqual({
      macro: null,
      perClass: [null, null],
    });
    expect(
      rocAuc({
        labels: [0, 1],
        scores: [
          [0.7, 0.2, 0.1],
          [0.6, 0.3, 0.1],
        ],
      }),
    ).toEqual({
      macro: 1,
      perClass: [1, 1, null],
    });
  });

  it('is the share of correctly ranked pairs, counted one by one', () => {
    fc.assert(
      fc.property(classificationData, (data) => {
        for (const [classIndex, area] of rocAuc(data).perClass.entries()) {
          const expected = allPairs(data, classIndex);
          if (expected === null) {
            expect(area).toBeNull();
          } else {
            expect(area).toBeCloseTo(expected, 14);
          }
        }
      }),
    );
  });
});

function allPairs({ labels, scores }: SingleLabel, classIndex: number): number | null {
  const classScores = (positive: boolean) =>
    scores.filter((_, sample) => (labels[sample] === classIndex) === positive).map((row) => row[classIndex]!);
  const wins = classScores(true).flatMap((positive) =>
    classScores(false).map((negative) => (positive > negative ? 1 : positive === negative ? 0.5 : 0)),
  );
  return wins.length === 0 ? null : wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
}
