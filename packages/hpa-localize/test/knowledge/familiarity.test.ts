import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitFamiliarity, isUnlike, unlikeness } from '../../src/knowledge/familiarity.js';

/** Numbers in [-1, 1] that look random, the same at every run. */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Cells whose second feature follows the first, and whose others are noise of their own. */
function cellsOf(count: number, { seed = 1, width = 8 } = {}): number[][] {
  const next = drawn(seed);
  return Array.from({ length: count }, () => {
    const first = next();
    const others = Array.from({ length: width - 2 }, () => 10 + 0.1 * next());
    return [first, 2 * first + 0.02 * next(), ...others];
  });
}

describe('unlikeness', () => {
  it('weighs each direction by its variance, and what is left by one variance', () => {
    const familiarity = {
      cells: 100,
      mean: [1, 2],
      deviation: [1, 2],
      directions: [[1, 0]],
      variances: [4],
      residual: 1,
      limit: 2,
    };
    // Standardized (2, 1): 4 / 4 along the direction and 1 / 1 across it; the root of their mean is 1, half of the limit.
    expect(unlikeness([3, 4], familiarity)).toBe(0.5);
    expect(unlikeness([1, 2], familiarity)).toBe(0);
  });
});

describe('fitFamiliarity', () => {
  it('finds the direction that features share: what breaks it is far, though each feature alone is common', () => {
    const next = drawn(3);
    const cells = Array.from({ length: 400 }, () => {
      const first = next();
      return [1, 2, 3, 4].map((factor) => factor * first + 0.02 * next());
    });
    const familiarity = fitFamiliarity(cells)!;
    // Standardized, all four are the same but for a little noise.
    for (const along of familiarity.directions[0]!) {
      expect(Math.abs(along)).toBeCloseTo(0.5, 3);
    }
    expect(isUnlike(unlikeness([0.9, 1.8, 2.7, 3.6], familiarity))).toBe(false);
    expect(isUnlike(unlikeness([0.9, -1.8, 2.7, 3.6], familiarity))).toBe(true);
  });

  it('takes 99 % of the training cells for alike, and most others drawn in the same way', () => {
    const familiarity = fitFamiliarity(cellsOf(400))!;
    const share = (cells: number[][]) =>
      cells.filter((cell) => isUnlike(unlikeness(cell, familiarity))).length / cells.length;
    expect(familiarity.cells).toBe(400);
    expect(share(cellsOf(400))).toBe(0.01);
    expect(share(cellsOf(400, { seed: 2 }))).toBeLessThan(0.04);
  });

  it('has orthonormal directions, whatever the cells are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 4, max: 40 }), (seed, width) => {
        const { directions } = fitFamiliarity(cellsOf(40, { seed, width }))!;
        for (const [i, a] of directions.entries()) {
          for (const [j, b] of directions.entries()) {
            const product = a.reduce((sum, value, column) => sum + value * b[column]!, 0);
            // Six digits of each number are kept.
            expect(product).toBeCloseTo(i === j ? 1 : 0, 4);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the order of the cells but for its last digits', () => {
    const cells = cellsOf(100);
    const [one, other] = [fitFamiliarity(cells)!, fitFamiliarity([...cells].reverse())!];
    expect(other.limit).toBeCloseTo(one.limit, 4);
    expect(fitFamiliarity(cells)).toEqual(one);
  });

  it('learns nothing from a few cells, or from features that do not vary', () => {
    expect(fitFamiliarity(cellsOf(31))).toBeUndefined();
    expect(fitFamiliarity(cellsOf(40).map(() => [1, 2, 3, 4]))).toBeUndefined();
  });

  it('takes a feature that no training cell has for far', () => {
    const cells = cellsOf(100).map((row) => [...row, 0]);
    const familiarity = fitFamiliarity(cells)!;
    expect(isUnlike(unlikeness([...cells[0]!.slice(0, -1), 1], familiarity))).toBe(true);
  });
});
