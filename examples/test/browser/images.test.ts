import { encode } from 'fast-png';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeTiff } from '../../../packages/hpa-data/test/node/support/make-tiff.js';
import { type DecodedImage, decodeImage } from '../../browser/src/images/decode-image.js';
import { decodeMask } from '../../browser/src/images/decode-mask.js';
import { measureLevels } from '../../browser/src/images/measure-levels.js';
import { toGrayLevels } from '../../browser/src/images/to-gray-levels.js';

const file = (name: string, bytes: Uint8Array) => new File([Uint8Array.from(bytes)], name);
const png16 = (values: number[], { width = 2, height = 2, channels = 1 } = {}) =>
  encode({ width, height, channels, depth: 16, data: Uint16Array.from(values) });
const levelsOf = (image: DecodedImage) =>
  image.kind === 'levels' ? [...(image.values as ArrayLike<number> & Iterable<number>)] : [];
/** Every fourth number: the red ones, which are those of gray. */
const gray = (images: ReturnType<typeof toGrayLevels>, name: string) => {
  const image = images[name]!;
  return 'data' in image ? [...image.data].filter((_, at) => at % 4 === 0) : [];
};

describe('images of more than 8 bits', () => {
  it('are decoded with all of their levels, from PNG and TIFF', async () => {
    const values = [0, 255, 4095, 65_535];
    expect(levelsOf(await decodeImage(file('a.png', png16(values))))).toEqual(values);
    const raw = { raw: { width: 2, height: 2, channels: 1 as const } };
    const tiff = await sharp(Uint16Array.from(values), raw)
      .toColourspace('grey16')
      .tiff({ compression: 'lzw' })
      .toBuffer();
    expect(levelsOf(await decodeImage(file('a.tif', tiff)))).toEqual(values);
    const float = makeTiff([{ height: 2, width: 2, levels: Float32Array.from([0, 0.25, 0.5, 1]) }]);
    expect(levelsOf(await decodeImage(file('f.tif', float)))).toEqual([0, 0.25, 0.5, 1]);
  });

  it('go to 255 by what was measured, of each channel', async () => {
    const decoded = new Map([
      ['protein', await decodeImage(file('p.png', png16([0, 16, 2048, 4095])))],
      ['nucleus', await decodeImage(file('n.png', png16([100, 200, 300, 0])))],
    ]);
    const images = toGrayLevels(decoded, { perChannel: { protein: [0, 4095], nucleus: [100, 300] } });
    expect(gray(images, 'protein')).toEqual([0, 1, 128, 255]);
    expect(gray(images, 'nucleus')).toEqual([0, 128, 255, 0]);
  });

  it('have a pair of levels for each color, where one picture shows three channels', async () => {
    const values = [10, 20, 30, 20, 40, 60];
    const decoded = new Map([
      ['color', await decodeImage(file('c.png', png16(values, { height: 1, channels: 3 })))],
    ]);
    const perChannel = { microtubules: [10, 20], protein: [0, 40], nucleus: [30, 60] } as const;
    const image = toGrayLevels(decoded, { perChannel }).color!;
    expect('data' in image && [...image.data]).toEqual([0, 128, 0, 255, 255, 255, 255, 255]);
  });

  it('that nobody looked at are all that 16 bits hold, and refused as floating-point numbers', async () => {
    const deep = new Map([['protein', await decodeImage(file('p.png', png16([0, 257, 514, 65_535])))]]);
    expect(gray(toGrayLevels(deep, { perChannel: {} }), 'protein')).toEqual([0, 1, 2, 255]);
    const tiff = makeTiff([{ height: 1, width: 2, levels: Float32Array.of(0, 1) }]);
    const float = new Map([['protein', await decodeImage(file('f.tif', tiff))]]);
    expect(() => toGrayLevels(float, { perChannel: {} })).toThrow('f.tif: expected levels of 8 or 16 bits');
    const known = { perChannel: { protein: [0, 1] } } as const;
    expect(gray(toGrayLevels(float, known), 'protein')).toEqual([0, 255]);
    const broken = makeTiff([{ height: 1, width: 2, levels: Float32Array.of(0, Number.NaN) }]);
    const nan = new Map([['protein', await decodeImage(file('n.tif', broken))]]);
    expect(() => toGrayLevels(nan, known)).toThrow('n.tif: expected levels that are numbers; found NaN');
  });

  it('are measured over all of them, and those that cannot be decoded are passed over', async () => {
    const image = (id: string, values: number[]) => ({
      id,
      source: { kind: 'stains', files: { protein: file(`${id}.png`, png16(values)) } } as const,
    });
    const broken = {
      id: 'c',
      source: { kind: 'color', file: file('c.tif', Uint8Array.of(0x49, 0x49, 42, 0)) } as const,
    };
    const images = [image('a', [0, 1, 2, 900]), image('b', [0, 1, 2, 1100]), broken];
    const byDepth = await measureLevels(images, 'bit-depth');
    expect(byDepth.perChannel.protein).toEqual([0, 4095]);
    expect(byDepth.basis).toBe('12 bits, which hold the highest level found, 1100');
    const byShare = await measureLevels(images, 'percentile');
    expect(byShare.perChannel.protein).toEqual([0, 1100]);
    expect((await measureLevels(images, [5, 6])).perChannel.protein).toEqual([5, 6]);
  });
});

describe('a image that cannot be used', () => {
  const header = (width: number, height: number) => {
    const bytes = Buffer.from(png16([0, 0, 0, 0]));
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  };

  it.each([
    [
      'one of too many pixels',
      'huge.png',
      header(100_000, 100_000),
      /^huge.png: expected at most 8192 x 8192 pixels; found 100000 x 100000/,
    ],
    ['one that is cut off', 'cut.png', png16([1, 2, 3, 4]).subarray(0, 60), /^cut.png: /],
    ['a TIFF without a page', 'bad.tif', Buffer.from('II*\0\0\0\0\0'), /^bad.tif: /],
    [
      'a PNG with transparency',
      'alpha.png',
      png16([1, 2, 3, 4, 5, 6, 7, 8], { channels: 2 }),
      /^alpha.png: expected gray or color without transparency; found 2 samples/,
    ],
  ])('is refused with its name: %s', async (_, name, bytes, message) => {
    await expect(decodeImage(file(name, bytes))).rejects.toThrow(message);
  });
});

describe('a label mask', () => {
  it('is decoded with its values, of 8 or 16 bits, from PNG and TIFF', async () => {
    const labels = [0, 300, 7, 65_535];
    expect([...(await decodeMask(file('m.png', png16(labels)))).data]).toEqual(labels);
    const raw = { raw: { width: 2, height: 2, channels: 1 as const } };
    const tiff = await sharp(Uint16Array.from(labels), raw)
      .toColourspace('grey16')
      .tiff({ compression: 'lzw' })
      .toBuffer();
    expect([...(await decodeMask(file('m.tif', tiff))).data]).toEqual(labels);
    const small = encode({ width: 2, height: 1, channels: 1, depth: 8, data: Uint8Array.of(0, 200) });
    expect(await decodeMask(file('s.png', small))).toEqual({
      name: 's.png',
      height: 1,
      width: 2,
      data: Uint8Array.of(0, 200),
    });
  });

  it('is refused in color, in floating point, or as no picture at all', async () => {
    const expected = 'expected a label mask, one gray page of 8 or 16-bit integers in PNG or TIFF; found';
    const color = png16(Array<number>(12).fill(1), { channels: 3 });
    await expect(decodeMask(file('c.png', color))).rejects.toThrow(
      `c.png: ${expected} a png of 3 samples of 16 bits`,
    );
    const float = makeTiff([{ height: 1, width: 1, levels: Float32Array.of(1) }]);
    await expect(decodeMask(file('f.tif', float))).rejects.toThrow(
      `f.tif: ${expected} 32 bits of floating-point numbers`,
    );
    await expect(decodeMask(file('x.png', Uint8Array.of(1, 2, 3)))).rejects.toThrow(
      `x.png: ${expected} a file that is none of these`,
    );
  });
});
