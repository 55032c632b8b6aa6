import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { type CellImage, syntheticCell } from '../../../src/index.js';
import { readCellImage, readImageSets } from '../../../src/node/index.js';
import { sharedData } from '../../support/shared-data.js';
import { datasetFolder } from '../support/dataset-folder.js';
import { makeTiff } from '../support/make-tiff.js';

const image = syntheticCell({ location: 25, seed: 1, size: 40 });
const colors = ['red', 'green', 'blue', 'yellow'];

/** One channel of the image, as sharp reads it. */
function channelOf(channel: number, { height, width, data }: CellImage = image): Sharp {
  const levels = data.filter((_, index) => index % 4 === channel);
  return sharp(levels, { raw: { height, width, channels: 1 } }).toColourspace('b-w');
}

/** Writes a set of four PNGs, some of them replaced, and gives their paths. */
async function setWith(replaced: Readonly<Record<string, Uint8Array>> = {}) {
  const files: Record<string, Uint8Array> = {};
  for (const [channel, color] of colors.entries()) {
    files[`a_${color}.png`] = replaced[color] ?? (await channelOf(channel).png().toBuffer());
  }
  const folder = await datasetFolder(files);
  const path = (color: string) => join(folder, `a_${color}.png`);
  return {
    path,
    channels: {
      microtubules: path('red'),
      protein: path('green'),
      nucleus: path('blue'),
      er: path('yellow'),
    },
  };
}

const rgb = () => sharp({ create: { height: 40, width: 40, channels: 3, background: '#123456' } });

describe('readCellImage', () => {
  it('interleaves the four files as red, green, blue and yellow, level by level', async () => {
    const { channels } = await setWith();
    expect(await readCellImage(channels)).toEqual(image);
  });

  it('averages blocks when it halves an image, and keeps a flat one flat', async () => {
    const { channels } = await setWith({
      red: await sharp(new Uint8Array(1600).fill(77), { raw: { height: 40, width: 40, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toBuffer(),
    });
    const half = await readCellImage(channels, { height: 20, width: 20 });
    expect([half.height, half.width]).toEqual([20, 20]);
    expect(new Set(half.data.filter((_, index) => index % 4 === 0))).toEqual(new Set([77]));
    const mean = (levels: Uint8Array) => levels.reduce((sum, level) => sum + level, 0) / levels.length;
    for (const channel of [1, 2, 3]) {
      const of = ({ data }: CellImage) => mean(data.filter((_, index) => index % 4 === channel));
      // Each result is rounded to a gray level, and the kernel weights the rim a little differently.
      expect(Math.abs(of(half) - of(image))).toBeLessThan(1);
    }
  });

  it('stretches rectangles', async () => {
    const files = Object.fromEntries(
      await Promise.all(
        colors.map(async (color, channel) => [
          color,
          await channelOf(channel).resize(50, 30, { fit: 'fill' }).toColourspace('b-w').png().toBuffer(),
        ]),
      ),
    );
    const { channels } = await setWith(files);
    const native = await readCellImage(channels);
    expect([native.height, native.width]).toEqual([30, 50]);
    const square = await readCellImage(channels, { height: 24, width: 24 });
    expect([square.height, square.width]).toEqual([24, 24]);
    const wide = await readCellImage(channels, { height: 12, width: 36 });
    expect([wide.height, wide.width]).toEqual([12, 36]);
  });

  it('reads a colored file of one channel in its own color, yellow as the mean of red and green', async () => {
    // Levels of (red, green, blue) that no two channels share.
    const color = await sharp({ create: { height: 40, width: 40, channels: 3, background: '#0a1e32' } })
      .png()
      .toBuffer();
    const { channels } = await setWith({ red: color, green: color, blue: color, yellow: color });
    expect([...(await readCellImage(channels)).data.subarray(0, 4)]).toEqual([10, 30, 50, 20]);
  });

  it('ignores the color profile of a file', async () => {
    const tagged = await sharp({ create: { height: 40, width: 40, channels: 3, background: '#640000' } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const stored = (await sharp(tagged, { ignoreIcc: true }).raw().toBuffer())[0];
    const { channels } = await setWith({ red: tagged });
    expect(stored).not.toBe(100); // What sharp wrote for Display P3: reading must not turn it back.
    expect((await readCellImage(channels)).data[0]).toBe(stored);
  });

  it('reads gray JPEG', async () => {
    const { channels } = await setWith({ blue: await channelOf(2).jpeg({ quality: 100 }).toBuffer() });
    const read = await readCellImage(channels);
    const differences = read.data.map((level, index) => Math.abs(level - image.data[index]!));
    // JPEG rounds its coefficients even at the best quality, so levels are off by a few.
    expect(Math.max(...differences)).toBeLessThanOrEqual(4);
  });

  it('maps 16 bits to 8 by black and white, and clips there', async () => {
    const levels = new Uint16Array(1600);
    levels.set([0, 257, 2048, 4095, 5000, 65535]);
    const { channels } = await setWith({ red: makeTiff([{ height: 40, width: 40, levels }]) });
    const first = async (white?: number) =>
      (await readCellImage(channels, white === undefined ? {} : { levels: [0, white] })).data.filter(
        (_, index) => index % 4 === 0 && index < 24,
      );
    expect([...(await first())]).toEqual([0, 1, 8, 16, 19, 255]);
    expect([...(await first(4095))]).toEqual([0, 16, 128, 255, 255, 255]);
  });

  it('scales in floating point, resizes, and rounds once: 12 bits differ from the same 8 bits by at most one level', async () => {
    const eight = Uint8Array.from(
      { length: 37 * 53 },
      (_, index) => 256 * (((index * 7919) % 1000) / 1000) ** 2,
    );
    const page = (levels: Uint8Array | Uint16Array) => makeTiff([{ height: 37, width: 53, levels }]);
    const folder = await datasetFolder({
      '8.tif': page(eight),
      '12.tif': page(Uint16Array.from(eight, (level) => level * 16)),
    });
    const read = (file: string, size: { readonly height?: number; readonly width?: number }) => {
      const path = `${join(folder, file)}#page=1`;
      const channels = { microtubules: path, protein: path, nucleus: path };
      return readCellImage(channels, { levels: [0, 4095], ...size });
    };
    for (const size of [{}, { height: 8, width: 16 }, { height: 64, width: 40 }, { height: 37, width: 5 }]) {
      const [stored, scaled] = [await read('8.tif', size), await read('12.tif', size)];
      expect([scaled.height, scaled.width]).toEqual([stored.height, stored.width]);
      const differences = scaled.data.map((level, index) => Math.abs(level - stored.data[index]!));
      expect(Math.max(...differences)).toBe(1);
      expect(scaled.data.filter((_, index) => index % 4 === 3).every((level) => level === 0)).toBe(true);
    }
  });

  it('keeps what 16 bits tell apart until the end: faint levels are averaged before they are rounded', async () => {
    // Levels 0 and 257 x 0.9 = 231 in turn: their mean rounds to 0, but rounded one by one
    // they would be 0 and 1, whose mean rounds to 1.
    const levels = Uint16Array.from({ length: 64 }, (_, index) => (index % 2) * 231);
    const folder = await datasetFolder({ 'a.tif': makeTiff([{ height: 8, width: 8, levels }]) });
    const path = `${join(folder, 'a.tif')}#page=1`;
    const channels = { microtubules: path, protein: path, nucleus: path };
    const { data } = await readCellImage(channels, { height: 1, width: 1 });
    expect([...data]).toEqual([0, 0, 0, 0]);
    const bright = await readCellImage(channels, { height: 1, width: 1, levels: [0, 462] });
    // Half of 231 of 462 is a quarter of 255, 63.75.
    expect(bright.data[0]).toBe(64);
  });

  it('reads an image of files of 8 and 16 bits: the first to the bit as without the others', async () => {
    const wide = makeTiff([{ height: 40, width: 40, levels: new Uint16Array(1600).fill(25_700) }]);
    const { channels: mixed } = await setWith({ green: wide });
    const { channels: plain } = await setWith({});
    const size = { height: 9, width: 13 };
    const [a, b] = [await readCellImage(mixed, size), await readCellImage(plain, size)];
    for (const [index, level] of a.data.entries()) {
      expect(level).toBe(index % 4 === 1 ? 100 : b.data[index]);
    }
  });

  it('reads the pages that paths name, whatever their order and however many there are', async () => {
    const pages = [0, 1, 2, 3, 4].map((page) => ({
      height: 2,
      width: 1,
      levels: Uint8Array.of(10 * page, 10 * page + 1),
    }));
    const folder = await datasetFolder({
      'a.tif': makeTiff(pages),
      'rgb.tif': makeTiff([{ height: 2, width: 1, levels: new Uint8Array(6) }]),
    });
    const page = (number: number) => `${join(folder, 'a.tif')}#page=${number}`;
    const channels = { microtubules: page(5), protein: page(2), nucleus: page(1) };
    expect([...(await readCellImage(channels)).data]).toEqual([40, 10, 0, 0, 41, 11, 1, 0]);
    await expect(readCellImage({ ...channels, er: page(6) })).rejects.toThrow(
      `${join(folder, 'a.tif')}: expected a page 6 for er; found 5`,
    );
    await expect(readCellImage({ ...channels, er: `${join(folder, 'rgb.tif')}#page=1` })).rejects.toThrow(
      `${join(folder, 'rgb.tif')}: expected a gray page 1 for er; found color`,
    );
  });

  it('reads 16-bit PNG, and 16-bit color by its component', async () => {
    const levels = Uint16Array.from({ length: 1600 }, (_, index) => index * 40);
    const gray = await sharp(levels, { raw: { height: 40, width: 40, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    const rgb16 = makeTiff([
      {
        height: 40,
        width: 40,
        levels: Uint16Array.from({ length: 4800 }, (_, index) => [0, 25700, 0][index % 3]!),
      },
    ]);
    const { channels } = await setWith({ red: gray, green: rgb16 });
    const { data } = await readCellImage(channels);
    expect(data[1599 * 4]).toBe(Math.round((1599 * 40) / 257));
    expect(data[1]).toBe(100);
  });

  it('reads a gray TIFF with a page per channel, in the given order', async () => {
    const pages = [10, 20, 30, 40].map((level) => ({
      height: 20,
      width: 30,
      levels: new Uint8Array(600).fill(level),
    }));
    const folder = await datasetFolder({ 'a.tif': makeTiff(pages), 'b.tif': makeTiff(pages.slice(0, 3)) });
    const [a, b] = [join(folder, 'a.tif'), join(folder, 'b.tif')];
    const all = { microtubules: a, protein: a, nucleus: a, er: a };
    const read = await readCellImage(all);
    expect([read.height, read.width, ...read.data.subarray(0, 4)]).toEqual([20, 30, 10, 20, 30, 40]);
    const other = await readCellImage(all, { pageOrder: ['nucleus', 'er', 'protein', 'microtubules'] });
    expect([...other.data.subarray(0, 4)]).toEqual([40, 30, 10, 20]);
    const three = await readCellImage({ microtubules: b, protein: b, nucleus: b });
    expect([...three.data.subarray(0, 4)]).toEqual([10, 20, 30, 0]);
    await expect(readCellImage({ microtubules: b, protein: b, nucleus: b, er: b })).rejects.toThrow(
      `${b}: expected a gray page each for microtubules, protein, nucleus, er (page order microtubules, protein, nucleus, er); found 3 pages of gray`,
    );
    const { channels } = await setWith();
    await expect(readCellImage({ ...channels, er: a })).rejects.toThrow(
      `${a}: expected one page for er; found 4 pages of gray`,
    );
  });

  it('reads one color image as three channels, and a missing er as black', async () => {
    const { path } = await setWith({
      red: await sharp({ create: { height: 40, width: 40, channels: 3, background: '#0a1e32' } })
        .png()
        .toBuffer(),
    });
    const whole = { microtubules: path('red'), protein: path('red'), nucleus: path('red') };
    expect([...(await readCellImage(whole)).data.subarray(0, 4)]).toEqual([10, 30, 50, 0]);
    await expect(readCellImage({ ...whole, er: path('red') })).rejects.toThrow(
      `${path('red')}: one color image holds microtubules, protein, nucleus; er needs a file of its own, or must be allowed to be missing`,
    );
    const gray = { microtubules: path('blue'), protein: path('blue'), nucleus: path('blue') };
    await expect(readCellImage(gray)).rejects.toThrow(
      `${path('blue')}: expected color, or a page each for microtubules, protein, nucleus; found one gray page`,
    );
  });

  it.each([
    [
      '8-bit palette png',
      () =>
        rgb()
          .png({ palette: true, colors: 256, bitdepth: 8 } as object)
          .toBuffer(),
    ],
    ['1-bit palette png', () => rgb().png({ palette: true, colors: 2 }).toBuffer()],
    ['8-bit CMYK jpeg', () => rgb().toColourspace('cmyk').jpeg().toBuffer()],
  ])('refuses a file that is %s', async (found, make) => {
    const { channels, path } = await setWith({ blue: await make() });
    await expect(readCellImage(channels)).rejects.toThrow(
      new RegExp(
        `^${path('blue')}: expected a gray or color PNG, JPEG or TIFF of 8 or 16 bits; found ${found.replace(/^\d-bit palette/, '\\d-bit palette')}$`,
      ),
    );
  });

  it.each([0.3, 0.6, 0.95])('refuses a file cut off after %f of its bytes', async (share) => {
    const whole = await channelOf(2).png().toBuffer();
    const { channels, path } = await setWith({ blue: whole.subarray(0, Math.floor(share * whole.length)) });
    for (const sides of [{}, { height: 20, width: 20 }]) {
      await expect(readCellImage(channels, sides)).rejects.toThrow(`${path('blue')}: cannot be decoded: `);
    }
  });

  it('refuses a file with a damaged byte', async () => {
    const damaged = await channelOf(2).png().toBuffer();
    damaged[Math.floor(damaged.length / 2)]! ^= 0xff;
    const { channels, path } = await setWith({ blue: damaged });
    await expect(readCellImage(channels)).rejects.toThrow(`${path('blue')}: cannot be decoded: `);
  });

  it('refuses a file that is not an image, an empty one and a missing one', async () => {
    const text = await setWith({ yellow: new TextEncoder().encode('Id,Target\na,25\n') });
    await expect(readCellImage(text.channels)).rejects.toThrow(
      `${text.path('yellow')}: cannot be decoded: it is no PNG, JPEG or TIFF, whatever its name says`,
    );
    const webp = await setWith({ yellow: await rgb().webp().toBuffer() });
    await expect(readCellImage(webp.channels)).rejects.toThrow('it is no PNG, JPEG or TIFF');
    const empty = await setWith({ yellow: new Uint8Array() });
    await expect(readCellImage(empty.channels)).rejects.toThrow(
      `${empty.path('yellow')}: expected an image; the file is empty`,
    );
    const missing = { ...(await setWith()).channels, er: '/nowhere/a_yellow.png' };
    await expect(readCellImage(missing)).rejects.toThrow(/a_yellow\.png: .*ENOENT/);
  });

  it('refuses files that differ in size', async () => {
    const small = await channelOf(1, syntheticCell({ location: 25, seed: 1, size: 32 }))
      .png()
      .toBuffer();
    const { channels, path } = await setWith({ green: small });
    await expect(readCellImage(channels, { height: 20, width: 20 })).rejects.toThrow(
      `${path('green')}: expected 40x40 pixels like ${path('red')}; found 32x32`,
    );
  });

  it.each([0, 2.5, -1])('refuses the size %s', async (side) => {
    const { channels } = await setWith();
    await expect(readCellImage(channels, { height: side, width: 20 })).rejects.toThrow(
      new RangeError(`height must be an integer >= 1; received ${side}`),
    );
    await expect(readCellImage(channels, { height: 20, width: side })).rejects.toThrow(
      new RangeError(`width must be an integer >= 1; received ${side}`),
    );
  });

  it('refuses a height without a width', async () => {
    const { channels } = await setWith();
    await expect(readCellImage(channels, { height: 20 })).rejects.toThrow(
      new RangeError('height and width must be given together; received 20 and undefined'),
    );
  });
});

const kaggle = sharedData('data/kaggle-2018');

describe.skipIf(kaggle.absent)('readCellImage on the images of the competition', () => {
  it('reads both at 512x512 and at 299x299', async () => {
    const samples = await readImageSets(kaggle.path);
    expect(samples).toHaveLength(2);
    for (const { channels } of samples) {
      expect((await readCellImage(channels)).data).toHaveLength(512 * 512 * 4);
      const reduced = await readCellImage(channels, { height: 299, width: 299 });
      expect([reduced.height, reduced.width]).toEqual([299, 299]);
    }
  });
});

const fullSize = sharedData('data/hpa-full-size/exampleimages');

describe.skipIf(fullSize.absent)('readCellImage on images of the HPA site', () => {
  it('reads colored JPEG of 2048 and 1728 pixels, with every channel present and no two equal', async () => {
    for (const { channels } of await readImageSets(fullSize.path)) {
      const { data } = await readCellImage(channels, { height: 256, width: 256 });
      const brightest = [0, 1, 2, 3].map((channel) =>
        data.reduce((most, level, at) => (at % 4 === channel ? Math.max(most, level) : most), 0),
      );
      expect(Math.min(...brightest)).toBeGreaterThan(100);
      const means = [0, 1, 2, 3].map((channel) =>
        data.reduce((sum, level, at) => sum + (at % 4 === channel ? level : 0), 0),
      );
      expect(new Set(means).size).toBe(4);
    }
  });
});
