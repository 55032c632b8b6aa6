import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianBlur } from '../../src/image/gaussian-blur.js';

const [height, width] = [61, 81];

/** A plane with one pixel of 1, in the middle. */
function impulse(): Float32Array {
  const plane = new Float32Array(height * width);
  plane[30 * width + 40] = 1;
  return plane;
}

describe('gaussianBlur', () => {
  it('spreads a point with the variance of the Gaussian along both axes, and keeps its sum', () => {
    for (const deviation of [0.7, 1, 2.5, 6]) {
      const blurred = gaussianBlur(impulse(), { height, width, deviation });
      let [sum, rows, columns] = [0, 0, 0];
      for (const [at, level] of blurred.entries()) {
        sum += level;
        rows += level * (Math.floor(at / width) - 30) ** 2;
        columns += level * ((at % width) - 40) ** 2;
      }
      expect(sum).toBeCloseTo(1, 5);
      expect(rows).toBeCloseTo(deviation ** 2, 2);
      expect(columns).toBeCloseTo(deviation ** 2, 2);
    }
  });

  it('is a Gaussian within an eighth of its peak', () => {
    // Three boxes of the same variance peak at 0.375 / deviation, 6 % below a Gaussian; along both axes that is 12 %.
    const deviation = 4;
    const blurred = gaussianBlur(impulse(), { height, width, deviation });
    const peak = 1 / (2 * Math.PI * deviation ** 2);
    for (const [at, level] of blurred.entries()) {
      const squared = (Math.floor(at / width) - 30) ** 2 + ((at % width) - 40) ** 2;
      expect(Math.abs(level - peak * Math.exp(-squared / (2 * deviation ** 2)))).toBeLessThan(0.125 * peak);
    }
  });

  it('leaves an even plane even, however small, and any plane as it is at 0', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0.3, max: 30, noNaN: true }),
        (rows, columns, deviation) => {
          const even = new Float32Array(rows * columns).fill(7);
          for (const level of gaussianBlur(even, { height: rows, width: columns, deviation })) {
            expect(level).toBeCloseTo(7, 4);
          }
        },
      ),
      { numRuns: 50 },
    );
    expect(gaussianBlur(Float32Array.of(1, 5, 2), { height: 1, width: 3, deviation: 0 })).toEqual(
      Float32Array.of(1, 5, 2),
    );
  });
});
