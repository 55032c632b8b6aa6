import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { type CellImage, syntheticCell } from '../../src/index.js';
import { readCellImage, readImageSets } from '../../src/node/index.js';
import { sharedData } from '../shared-data.js';
import { datasetFolder } from './dataset-folder.js';

const image = syntheticCell({ location: 25, seed: 1, size: 40 });
const colours = ['red', 'green', 'blue', 'yellow'];

/** One stain of the image as sharp sees it. */
function stain(channel: number, { height, width, data }: CellImage = image): Sharp {
  const levels = data.filter((_, index) => index % 4 === channel);
  return sharp(levels, { raw: { height, width, channels: 1 } }).toColourspace('b-w');
}

/** Writes a set of four PNGs, some of them replaced, and gives their paths. */
async function setWith(replaced: Readonly<Record<string, Uint8Array>> = {}) {
  const files: Record<string, Uint8Array> = {};
  for (const [channel, colour] of colours.entries()) {
    files[`a_${colour}.png`] = replaced[colour] ?? (await stain(channel).png().toBuffer());
  }
  const folder = await datasetFolder(files);
  const path = (colour: string) => join(folder, `a_${colour}.png`);
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
const sixteenBit = () =>
  sharp(new Uint16Array(1600), { raw: { height: 40, width: 40, channels: 1 } })
    .toColourspace('grey16')
    .png();

describe('readCellImage', () => {
  it('interleaves the four files as red, green, blue and yellow, level by level', async () => {
    const { channels } = await setWith();
    expect(await readCellImage(channels)).toEqual(image);
  });

  it('averages blocks when it halves a picture, and keeps a flat one flat', async () => {
    const { channels } = await setWith({
      red: await sharp(new Uint8Array(1600).fill(77), { raw: { height: 40, width: 40, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toBuffer(),
    });
    const half = await readCellImage(channels, { size: 20 });
    expect([half.height, half.width]).toEqual([20, 20]);
    expect(new Set(half.data.filter((_, index) => index % 4 === 0))).toEqual(new Set([77]));
    const mean = (levels: Uint8Array) => levels.reduce((sum, level) => sum + level, 0) / levels.length;
    for (const channel of [1, 2, 3]) {
      const of = ({ data }: CellImage) => mean(data.filter((_, index) => index % 4 === channel));
      // Each result is rounded to a grey level, and the kernel weighs the rim a little differently.
      expect(Math.abs(of(half) - of(image))).toBeLessThan(1);
    }
  });

  it('stretches what is not square', async () => {
    const files = Object.fromEntries(
      await Promise.all(
        colours.map(async (colour, channel) => [
          colour,
          await stain(channel).resize(50, 30, { fit: 'fill' }).toColourspace('b-w').png().toBuffer(),
        ]),
      ),
    );
    const { channels } = await setWith(files);
    const native = await readCellImage(channels);
    expect([native.height, native.width]).toEqual([30, 50]);
    const square = await readCellImage(channels, { size: 24 });
    expect([square.height, square.width]).toEqual([24, 24]);
  });

  it.each([
    ['16-bit grey png', sixteenBit],
    ['8-bit colour png', () => rgb().png()],
    ['8-bit colour and alpha png', () => rgb().ensureAlpha().png()],
    ['8-bit grey and alpha png', () => stain(0).ensureAlpha().png()],
    ['8-bit palette png', () => rgb().png({ palette: true, colours: 256, bitdepth: 8 } as object)],
    ['grey jpeg', () => stain(0).jpeg()],
  ])('refuses a file that is a %s', async (found, make) => {
    const { channels, path } = await setWith({ blue: await make().toBuffer() });
    await expect(readCellImage(channels)).rejects.toThrow(
      new RegExp(
        `^${path('blue')}: expected an 8-bit grey PNG; found ${found.replace('8-bit palette', '\\d-bit palette')}$`,
      ),
    );
  });

  it.each([0.3, 0.6, 0.95])('refuses a file cut off after %f of its bytes', async (share) => {
    const whole = await stain(2).png().toBuffer();
    const { channels, path } = await setWith({ blue: whole.subarray(0, Math.floor(share * whole.length)) });
    for (const size of [undefined, 20]) {
      await expect(readCellImage(channels, size === undefined ? {} : { size })).rejects.toThrow(
        `${path('blue')}: expected an 8-bit grey PNG; it cannot be decoded: `,
      );
    }
  });

  it('refuses a file with a damaged byte', async () => {
    const damaged = await stain(2).png().toBuffer();
    damaged[Math.floor(damaged.length / 2)]! ^= 0xff;
    const { channels, path } = await setWith({ blue: damaged });
    await expect(readCellImage(channels)).rejects.toThrow(
      `${path('blue')}: expected an 8-bit grey PNG; it cannot be`,
    );
  });

  it('refuses a file that is no image, an empty one and one that is not there', async () => {
    const text = await setWith({ yellow: new TextEncoder().encode('Id,Target\na,25\n') });
    await expect(readCellImage(text.channels)).rejects.toThrow(
      `${text.path('yellow')}: expected an 8-bit grey PNG; it cannot be decoded: `,
    );
    const empty = await setWith({ yellow: new Uint8Array() });
    await expect(readCellImage(empty.channels)).rejects.toThrow(
      `${empty.path('yellow')}: expected an 8-bit grey PNG; the file is empty`,
    );
    const missing = { ...(await setWith()).channels, er: '/nowhere/a_yellow.png' };
    await expect(readCellImage(missing)).rejects.toThrow(/ENOENT.*a_yellow\.png/);
  });

  it('refuses files that differ in size', async () => {
    const small = await stain(1, syntheticCell({ location: 25, seed: 1, size: 32 }))
      .png()
      .toBuffer();
    const { channels, path } = await setWith({ green: small });
    await expect(readCellImage(channels, { size: 20 })).rejects.toThrow(
      `${path('green')}: expected 40x40 pixels like ${path('red')}; found 32x32`,
    );
  });

  it.each([0, 2.5, -1])('refuses the size %s', async (size) => {
    const { channels } = await setWith();
    await expect(readCellImage(channels, { size })).rejects.toThrow(
      new RangeError(`size must be an integer >= 1; received ${size}`),
    );
  });
});

const kaggle = sharedData('data/kaggle-2018');

describe.skipIf(kaggle.absent)('readCellImage on the pictures of the competition', () => {
  it('reads both at 512x512 and at 299x299', async () => {
    const samples = await readImageSets(kaggle.path);
    expect(samples).toHaveLength(2);
    for (const { channels } of samples) {
      expect((await readCellImage(channels)).data).toHaveLength(512 * 512 * 4);
      const reduced = await readCellImage(channels, { size: 299 });
      expect([reduced.height, reduced.width]).toEqual([299, 299]);
    }
  });
});
