import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellImage, ORIENTATIONS, orientImage } from '../../src/index.js';
import { makeImage } from '../support/make-image.js';

/** 1 2 3 above 4 5 6 in every channel, as rows. */
const image = makeImage([2, 3], ({ y, x, channel }) => 10 * channel + 3 * y + x + 1);

const rowsOf = ({ height, width, data }: CellImage, channel = 0) =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => data[(y * width + x) * 4 + channel]! - 10 * channel).join(''),
  ).join(' ');

describe('orientImage', () => {
  it.each([
    [0, '123 456'],
    [1, '321 654'],
    [2, '456 123'],
    [3, '654 321'],
    [4, '14 25 36'],
    [5, '41 52 63'],
    [6, '36 25 14'],
    [7, '63 52 41'],
  ] as const)('orientation %i turns 123 456 into %s', (orientation, expected) => {
    const oriented = orientImage(image, orientation);
    expect(rowsOf(oriented)).toBe(expected);
    expect(rowsOf(oriented, 3)).toBe(expected);
  });

  it('undoes itself, except quarter turns, which undo each other', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ORIENTATIONS), fc.integer({ min: 1, max: 5 }), (orientation, width) => {
        const inverse =
          ({ 5: 6, 6: 5 } as Partial<Record<number, (typeof ORIENTATIONS)[number]>>)[orientation] ??
          orientation;
        const any = makeImage([3, width], ({ y, x, channel }) => 40 * y + 8 * x + channel);
        expect(orientImage(orientImage(any, orientation), inverse)).toEqual(any);
      }),
    );
  });

  it('reads pixels that do not start at a multiple of four bytes', () => {
    const shifted = new Uint8Array(image.data.length + 1);
    shifted.set(image.data, 1);
    expect(rowsOf(orientImage({ ...image, data: shifted.subarray(1) }, 3))).toBe('654 321');
  });
});
