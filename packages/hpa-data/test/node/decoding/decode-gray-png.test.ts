import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeGrayPng, isGrayPng } from '../../../src/node/decoding/decode-gray-png.js';
import { sharedData } from '../../support/shared-data.js';
import { encodePng, pngChunk } from '../support/encode-png.js';

/** Filter 0 to 4 of the PNG specification, section 9, as its table defines them. */
function filtered(pixels: readonly (readonly number[])[], filterOf: (row: number) => number): Uint8Array {
  return Uint8Array.from(
    pixels.flatMap((row, y) => {
      const filter = filterOf(y);
      const differences = row.map((level, x) => {
        const a = row[x - 1] ?? 0;
        const b = pixels[y - 1]?.[x] ?? 0;
        const c = pixels[y - 1]?.[x - 1] ?? 0;
        const estimate = a + b - c;
        const [pa, pb, pc] = [a, b, c].map((neighbor) => Math.abs(estimate - neighbor)) as [
          number,
          number,
          number,
        ];
        const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
        return level - [0, a, b, Math.floor((a + b) / 2), paeth][filter]!;
      });
      return [filter, ...differences];
    }),
  );
}

describe('decodeGrayPng', () => {
  it.each([
    [0, [1, 2, 3, 4, 5, 6]],
    [1, [1, 1, 1, 4, 1, 1]],
    [2, [1, 2, 3, 3, 3, 3]],
    [3, [1, 2, 2, 4, 2, 2]],
    [4, [1, 1, 1, 3, 1, 1]],
  ])('undoes filter %i of 1 2 3 above 4 5 6', (filter, differences) => {
    const scanlines = Uint8Array.from([filter, ...differences.slice(0, 3), filter, ...differences.slice(3)]);
    expect([...decodeGrayPng(encodePng([2, 3], { scanlines })).data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('undoes any filters of any image, whatever its width', () => {
    const row = (width: number) => fc.array(fc.nat(255), { minLength: width, maxLength: width });
    const image = fc
      .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 6 }))
      .chain(([width, height]) => fc.array(row(width), { minLength: height, maxLength: height }));
    const filtersOfRows = fc.oneof(
      fc.array(fc.nat(4), { minLength: 6, maxLength: 6 }),
      // Rows of one filter are undone two at a time.
      fc.nat(4).map((filter) => Array.from({ length: 6 }, () => filter)),
    );
    fc.assert(
      fc.property(image, filtersOfRows, (pixels, filters) => {
        const [height, width] = [pixels.length, pixels[0]!.length];
        const file = encodePng([height, width], { scanlines: filtered(pixels, (y) => filters[y]!) });
        const image = decodeGrayPng(file);
        expect([image.height, image.width]).toEqual([height, width]);
        expect([...image.data]).toEqual(pixels.flat());
      }),
    );
  });

  it('agrees with libpng, whichever filters the encoder chose', async () => {
    const levels = Uint8Array.from({ length: 61 * 47 }, (_, at) => (at * at * 7) % 251);
    for (const adaptiveFiltering of [false, true]) {
      const file = await sharp(levels, { raw: { height: 47, width: 61, channels: 1 } })
        .toColourspace('b-w')
        .png({ adaptiveFiltering })
        .toBuffer();
      expect(isGrayPng(file)).toBe(true);
      expect(decodeGrayPng(file)).toEqual({ height: 47, width: 61, data: levels });
    }
  });

  const whole = encodePng([2, 3], { scanlines: Uint8Array.from([0, 1, 2, 3, 0, 4, 5, 6]) });

  it('reads a file that starts within its buffer', () => {
    const shifted = new Uint8Array(whole.length + 3);
    shifted.set(whole, 3);
    expect([...decodeGrayPng(shifted.subarray(3)).data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('refuses a file cut off anywhere after its header', () => {
    for (let end = 33; end < whole.length; end++) {
      expect(() => decodeGrayPng(whole.subarray(0, end))).toThrow(
        /^it is cut off after \d+ bytes$|^it ends before its last chunk$/,
      );
    }
  });

  it('refuses a file with any byte changed after its signature', () => {
    for (let at = 8; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 0x55;
      if (isGrayPng(damaged)) {
        expect(() => decodeGrayPng(damaged)).toThrow(Error);
      }
    }
  });

  it('refuses an unknown filter, too little data, too much, and no pixels', () => {
    const decode = (size: readonly [number, number], scanlines: readonly number[]) => () =>
      decodeGrayPng(encodePng(size, { scanlines: Uint8Array.from(scanlines) }));
    expect(decode([2, 1], [0, 1, 5, 1])).toThrow('row 1 has the unknown filter 5');
    expect(decode([2, 1], [0, 1, 0])).toThrow('its pixels and filters must have 4 bytes; it has 3');
    expect(decode([2, 1], [0, 1, 0, 2, 0])).toThrow(/larger than 4 bytes/);
    expect(decode([0, 1], [])).toThrow('it has no pixels (0x1)');
  });
});

describe('isGrayPng', () => {
  const scanlines = Uint8Array.from([0, 1]);
  it.each([
    ['16-bit', [16, 0, 0, 0, 0]],
    ['a bit deep', [1, 0, 0, 0, 0]],
    ['colored', [8, 2, 0, 0, 0]],
    ['of a palette', [8, 3, 0, 0, 0]],
    ['gray with alpha', [8, 4, 0, 0, 0]],
    ['interlaced', [8, 0, 0, 0, 1]],
  ])('is false of a PNG that is %s', (_, kind) => {
    expect(isGrayPng(encodePng([1, 1], { scanlines, kind }))).toBe(false);
  });

  it('is false if a gray level stands for transparency or the file is not a PNG', () => {
    const file = encodePng([1, 1], { scanlines });
    const transparent = pngChunk('tRNS', Uint8Array.from([0, 7]));
    expect(isGrayPng(file)).toBe(true);
    expect(isGrayPng(Buffer.concat([file.subarray(0, 33), transparent, file.subarray(33)]))).toBe(false);
    expect(isGrayPng(file.subarray(0, 30))).toBe(false);
    expect(isGrayPng(Buffer.alloc(100))).toBe(false);
  });
});

const kaggle = sharedData('data/kaggle-2018');

describe.skipIf(kaggle.absent)('decodeGrayPng on the images of the competition', () => {
  it('decodes the same pixels as libpng', async () => {
    const folder = join(kaggle.path, 'train');
    for (const name of readdirSync(folder)) {
      const file = readFileSync(join(folder, name));
      expect(isGrayPng(file)).toBe(true);
      const { data } = decodeGrayPng(file);
      const expected = await sharp(file).toColourspace('b-w').raw().toBuffer();
      expect(expected.equals(data)).toBe(true);
    }
  });
});
