import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceTo } from '../../src/segmentation/distance-to.js';

describe('distanceTo', () => {
  it('measures from the centers of pixels', () => {
    const members = Uint8Array.of(1, 0, 0, 0, 0, 0);
    const distances = distanceTo(members, { height: 2, width: 3 });
    expect([...distances]).toEqual([0, 1, 2, 1, Math.fround(Math.SQRT2), Math.fround(Math.sqrt(5))]);
  });

  it('is infinite if the set is empty, and 0 if it is everything', () => {
    expect([...distanceTo(new Uint8Array(4), { height: 2, width: 2 })]).toEqual(
      new Array(4).fill(Number.POSITIVE_INFINITY),
    );
    expect([...distanceTo(new Uint8Array(4).fill(1), { height: 1, width: 4 })]).toEqual([0, 0, 0, 0]);
  });

  it('is that to the nearest of all members, to the bit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.integer({ min: 0, max: 143 }), { minLength: 1, maxLength: 12 }),
        (height, width, picks) => {
          const members = new Uint8Array(height * width);
          for (const pick of picks) {
            members[pick % members.length] = 1;
          }
          const distances = distanceTo(members, { height, width });
          for (const [at, distance] of distances.entries()) {
            const squares = [...members.keys()]
              .filter((other) => members[other] === 1)
              .map(
                (other) =>
                  (Math.floor(at / width) - Math.floor(other / width)) ** 2 +
                  ((at % width) - (other % width)) ** 2,
              );
            expect(distance).toBe(Math.fround(Math.sqrt(Math.min(...squares))));
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
