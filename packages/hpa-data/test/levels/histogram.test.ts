import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countLevels, countStored, mergeHistograms, percentile } from '../../src/levels/histogram.js';

const count = (levels: readonly number[]) => countLevels(levels.length, (index) => levels[index]!);

describe('countLevels', () => {
  it('counts 16 bits, signed ones and halves exactly', () => {
    const { values, counts } = count([3, 65_535, 3, -32_768, 2.5, 3]);
    expect([[...values], [...counts]]).toEqual([
      [-32_768, 2.5, 3, 65_535],
      [1, 1, 3, 1],
    ]);
  });

  it('counts what countStored does of unsigned integers', () => {
    const level = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 60 }), (levels) => {
        for (const stored of [Uint8Array.from(levels), Uint16Array.from(levels, (each) => each * 257)]) {
          expect(countStored(stored)).toEqual(count([...stored]));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('counts any other numbers to one part in 4096, in their order', () => {
    const large = fc.double({ noNaN: true, min: -1e30, max: 1e30 });
    fc.assert(
      fc.property(fc.array(large, { minLength: 1, maxLength: 50 }), (levels) => {
        const { values, counts } = count([...levels, 0.1]);
        expect([...values]).toEqual([...values].sort((a, b) => a - b));
        const counted = [...values].flatMap((value, index) =>
          Array.from({ length: counts[index]! }, () => value),
        );
        const sorted = [...levels, 0.1].sort((a, b) => a - b);
        expect(counted).toHaveLength(sorted.length);
        for (const [index, level] of sorted.entries()) {
          // Numbers under 2^-126 have no leading bits to keep.
          expect(Math.abs(counted[index]! - level)).toBeLessThanOrEqual(Math.abs(level) / 4096 + 1e-38);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('percentile', () => {
  it('is the lowest level that a share of all levels is not above', () => {
    const thousand = count(Array.from({ length: 1000 }, (_, index) => index + 1));
    expect([0.001, 0.0011, 0.5, 0.999, 1].map((share) => percentile(thousand, share))).toEqual([
      1, 2, 500, 999, 1000,
    ]);
    expect(percentile(count([7]), 0.001)).toBe(7);
  });

  it('of merged histograms is that of all their levels', () => {
    const level = fc.array(fc.integer({ min: 0, max: 4095 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(level, level, fc.double({ min: 0.001, max: 1, noNaN: true }), (a, b, share) => {
        const merged = mergeHistograms([count(a), count(b)]);
        expect(merged).toEqual(count([...a, ...b]));
        const sorted = [...a, ...b].sort((x, y) => x - y);
        const rank = Math.ceil(share * sorted.length);
        expect(percentile(merged, share)).toBe(sorted[rank - 1]);
      }),
      { numRuns: 30 },
    );
  });
});
