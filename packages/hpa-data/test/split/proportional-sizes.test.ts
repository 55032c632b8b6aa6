import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proportionalSizes } from '../../src/split/proportional-sizes.js';

describe('proportionalSizes', () => {
  it('gives each its share, rounded so that nothing remains', () => {
    expect(proportionalSizes(20, [0.7, 0.15, 0.15])).toEqual([14, 3, 3]);
    expect(proportionalSizes(10, [0.7, 0.15, 0.15])).toEqual([7, 2, 1]);
  });

  it('gives each at least one', () => {
    expect(proportionalSizes(3, [0.9, 0.05, 0.05])).toEqual([1, 1, 1]);
    expect(proportionalSizes(4, [0.9, 0.05, 0.05])).toEqual([2, 1, 1]);
  });

  it('adds up, and deviates from a share by at most one unless the share is below one', () => {
    const cases = fc.tuple(
      fc.integer({ min: 3, max: 500 }),
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 3, maxLength: 3 }),
    );
    fc.assert(
      fc.property(cases, ([total, weights]) => {
        const shares = weights.map((weight) => weight / weights.reduce((sum, other) => sum + other, 0));
        const sizes = proportionalSizes(total, shares);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
        for (const [index, size] of sizes.entries()) {
          const share = shares[index]! * total;
          expect(size).toBeGreaterThanOrEqual(1);
          // Below: up to two others may hold a unit that exceeds their share.
          expect(size - share).toBeLessThanOrEqual(1);
          expect(share - size).toBeLessThanOrEqual(3);
        }
      }),
    );
  });
});
