import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { chooseLevels } from '../../src/index.js';
import { measureLevels } from '../../src/node/index.js';
import { datasetFolder } from '../node/support/dataset-folder.js';

const NAMES = ['microtubules', 'protein', 'nucleus'] as const;
/** Levels of 12 bits, other ones for each image and channel; 5 % of the pixels are bright. */
const levelsAt = (image: number, channel: number) =>
  Uint16Array.from({ length: 400 }, (_, pixel) =>
    pixel % 20 === 0 ? 3000 + 50 * channel + image : 100 + ((pixel * 7) % 300),
  );

describe('levels of images in memory', () => {
  it.each(['auto', 'bit-depth', 'percentile', [10, 4000]] as const)(
    'are those of their files, by %s',
    async (levels) => {
      const folder = await datasetFolder({});
      const images = [0, 1, 2].map((image) => NAMES.map((name, channel) => ({ image, channel, name })));
      for (const { image, channel, name } of images.flat()) {
        await sharp(levelsAt(image, channel), { raw: { width: 20, height: 20, channels: 1 } })
          .toColourspace('grey16')
          .png()
          .toFile(join(folder, `${image}_${name}.png`));
      }
      const [microtubules, protein, nucleus] = NAMES.map(
        (name) => (image: number) => join(folder, `${image}_${name}.png`),
      );
      const samples = [0, 1, 2].map((image) => ({
        id: `${image}`,
        labels: [],
        channels: { microtubules: microtubules!(image), protein: protein!(image), nucleus: nucleus!(image) },
      }));
      const stored = images
        .flat()
        .map(({ image, channel, name }) => ({ id: `${image}`, name, levels: levelsAt(image, channel) }));
      // Files may say more, such as the size of a pixel.
      expect(await measureLevels(samples, { levels })).toMatchObject(await chooseLevels(stored, { levels }));
    },
  );

  it('are those of the color of a channel, where a pixel has several', async () => {
    const rgba = Uint8ClampedArray.from([10, 20, 30, 255, 50, 60, 70, 255]);
    const channels = NAMES.map((name) => ({ id: 'a', name, levels: rgba, samples: 4 as const }));
    const { perChannel, of8Bits } = await chooseLevels(channels, { levels: 'percentile' });
    expect(perChannel).toEqual({});
    expect(of8Bits).toEqual({ microtubules: [10, 50], protein: [20, 60], nucleus: [30, 70] });
    const { of8Bits: unscaled, basis } = await chooseLevels(channels);
    expect([unscaled, basis]).toEqual([undefined, 'files of 8 bits, as they are']);
  });

  it('are refused if one is no number, or by a way that is none', async () => {
    const levels = Float32Array.of(0, Number.NaN);
    await expect(chooseLevels([{ id: 'a', name: 'nucleus', levels }])).rejects.toThrow(
      'a: expected levels of nucleus that are numbers; found NaN',
    );
    await expect(chooseLevels([], { levels: [3, 3] })).rejects.toThrow('levels must be two numbers');
    await expect(chooseLevels([], { levels: 'best' as 'auto' })).rejects.toThrow(
      'levels must be auto, bit-depth, percentile, or two numbers; received "best"',
    );
  });
});
