import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GrayImage } from '../../../src/node/decoding/gray-image.js';
import { interleaveChannels } from '../../../src/node/decoding/interleave-channels.js';

const gray = (height: number, width: number, levels: readonly number[]): GrayImage => ({
  height,
  width,
  data: Uint8Array.from(levels),
});
const four = (image: GrayImage) => [image, image, image, image];
const firstChannel = ({ data }: { readonly data: Uint8Array }) => [...data].filter((_, at) => at % 4 === 0);

/** The triangle kernel in plain arithmetic: weights along one side, then sums, all unrounded. */
function exactly(
  { height, width, data }: GrayImage,
  to: { readonly height: number; readonly width: number },
): number[] {
  const weightsOf = (from: number, size: number) =>
    Array.from({ length: size }, (_, pixel) => {
      const reach = Math.max(1, from / size);
      const center = ((pixel + 0.5) * from) / size;
      const shares = Array.from({ length: from }, (__, at) =>
        Math.max(0, 1 - Math.abs(at + 0.5 - center) / reach),
      );
      const total = shares.reduce((sum, share) => sum + share, 0);
      return shares.map((share) => share / total);
    });
  const [rows, columns] = [weightsOf(height, to.height), weightsOf(width, to.width)];
  return rows.flatMap((row) =>
    columns.map((column) =>
      row.reduce(
        (sum, weight, y) =>
          weight === 0
            ? sum
            : sum + weight * column.reduce((inner, share, x) => inner + share * data[y * width + x]!, 0),
        0,
      ),
    ),
  );
}

describe('interleaveChannels', () => {
  it('interleaves four channels level by level if no size is asked for', () => {
    const channels = [0, 10, 20, 30].map((base) =>
      gray(
        2,
        3,
        [1, 2, 3, 4, 5, 6].map((level) => base + level),
      ),
    );
    expect(interleaveChannels(channels)).toEqual({
      height: 2,
      width: 3,
      data: Uint8Array.from(
        [1, 2, 3, 4, 5, 6].flatMap((level) => [0, 10, 20, 30].map((base) => base + level)),
      ),
    });
  });

  it('weights a halved side 1 3 3 1, like a triangle of twice the width, and less at the rim', () => {
    // 8 pixels to 4: the second one sums source pixels 1 to 4 with weights 1 3 3 1 of 8.
    const ramp = [0, 80, 0, 0, 160, 0, 0, 0];
    const image = gray(8, 8, Array.from({ length: 8 }, () => ramp).flat());
    // Rim: source pixels 0, 1 and 2 with 3 3 1 of 7; then (80 + 160) / 8, (3 * 160) / 8, none.
    expect(firstChannel(interleaveChannels(four(image), { height: 4, width: 4 })).slice(0, 4)).toEqual([
      34, 30, 60, 0,
    ]);
  });

  it('interpolates linearly if it enlarges', () => {
    const image = gray(2, 2, [0, 100, 0, 100]);
    expect(firstChannel(interleaveChannels(four(image), { height: 4, width: 4 })).slice(0, 4)).toEqual([
      0, 25, 75, 100,
    ]);
  });

  it('is within one level of exact arithmetic, never leaves the range, and keeps a flat image flat', () => {
    const sides = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }));
    const image = sides.chain(([height, width]) =>
      fc
        .array(fc.nat(255), { minLength: height * width, maxLength: height * width })
        .map((levels) => gray(height, width, levels)),
    );
    fc.assert(
      fc.property(image, sides, (source, [height, width]) => {
        const resized = firstChannel(interleaveChannels(four(source), { height, width }));
        const exact = exactly(source, { height, width });
        // Half a level of rounding, plus the loss of 14-bit weights and sums with six fractional bits.
        for (const [at, level] of resized.entries()) {
          expect(Math.abs(level - exact[at]!)).toBeLessThan(0.6);
        }
        expect(Math.max(...resized)).toBeLessThanOrEqual(Math.max(...source.data));
        expect(Math.min(...resized)).toBeGreaterThanOrEqual(Math.min(...source.data));
      }),
      { numRuns: 60 },
    );
  });
});
