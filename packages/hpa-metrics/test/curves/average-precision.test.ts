import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecision } from '../../src/index.js';
import { classificationData } from '../support/arbitraries.js';
import { handWorked } from '../support/hand-worked.js';

describe('averagePrecision', () => {
  it('is 5/6, 1 and 5/6 on the hand-worked samples', () => {
    const { perClass, macro } = averagePrecision(handWorked);
    // class 0 ranks + - +; class 1 + +; class 2 + and then + and - tied
    expect(perClass[0]).toBeCloseTo((1 + 2 / 3) / 2, 15);
    expect(perClass[1]).toBe(1);
    expect(perClass[2]).toBeCloseTo((1 + 2 / 3) / 2, 15);
    expect(macro).toBeCloseTo((5 / 6 + 1 + 5 / 6) / 3, 15);
  });

  it('is the share of the class if all scores tie', () => {
    const scores = [
      [0.5, 0.5],
      [0.5, 0.5],
      [0.5, 0.5],
      [0.5, 0.5],
    ];
    expect(averagePrecision({ labels: [0, 1, 1, 1], scores }).perClass).toEqual([1 / 4, 3 / 4]);
  });

  it('is null for a class without samples, and left out of the mean', () => {
    expect(
      averagePrecision({
        labels: [0, 0],
        scores: [
          [0.9, 0.1],
          [0.2, 0.8],
        ],
      }),
    ).toEqual({
      macro: 1,
      perClass: [1, null],
    });
  });

  it('is in (0, 1] whenever it is defined', () => {
    fc.assert(
      fc.property(classificationData, (data) => {
        for (const area of averagePrecision(data).perClass) {
          if (area === null) {
            continue;
          }
          expect(area).toBeGreaterThan(0);
          expect(area).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
