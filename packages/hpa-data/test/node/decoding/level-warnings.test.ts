import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHANNEL_NAMES, type Sample } from '../../../src/index.js';
import { levelWarnings } from '../../../src/node/index.js';
import { datasetFolder } from '../support/dataset-folder.js';
import { encodePng } from '../support/encode-png.js';
import { writeTiff } from '../support/write-tiff.js';

/** A PNG of four by four pixels, black but for one. */
const png = (peak: number) => {
  const scanlines = new Uint8Array(20);
  scanlines[7] = peak;
  return encodePng([4, 4], { scanlines });
};

/** Images of which each channel has the given brightest level; files of 12 bits in 16 where it is negative. */
async function imagesOf(peaks: readonly (readonly number[])[]): Promise<Sample[]> {
  const files: Record<string, Uint8Array> = {};
  for (const [index, levels] of peaks.entries()) {
    for (const [channel, peak] of levels.entries()) {
      const camera = Uint16Array.from({ length: 16 }, (_, pixel) => (pixel === 5 ? -peak * 16 : 0));
      files[`${index}_${channel}`] = peak < 0 ? writeTiff([camera]) : png(peak);
    }
  }
  const folder = await datasetFolder(files);
  return peaks.map((levels, index) => ({
    id: String(index),
    labels: [],
    channels: Object.fromEntries(
      levels.map((_, channel) => [CHANNEL_NAMES[channel], join(folder, `${index}_${channel}`)]),
    ) as unknown as Sample['channels'],
  }));
}

const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

describe('levelWarnings', () => {
  it('says nothing of images whose channels have bright pixels, and of none', async () => {
    expect(await levelWarnings(await imagesOf(times(3, [200, 26, 255, 99])))).toEqual([]);
    expect(await levelWarnings([])).toEqual([]);
  });

  it('names a channel that is black in every image', async () => {
    expect(await levelWarnings(await imagesOf(times(5, [200, 0, 255, 99])))).toEqual([
      'the protein channel is black in all 5 images looked at: its files may be wrong',
    ]);
  });

  it('says nothing of a channel that is black in some images, or allowed to be missing', async () => {
    expect(await levelWarnings(await imagesOf([...times(5, [200, 0, 255]), [200, 90, 255]]))).toEqual([]);
  });

  it('names channels that use under a tenth of the range, in all images or in a quarter of them', async () => {
    const mixed = await imagesOf([...times(3, [200, 100, 255, 99]), [-200, -100, -255, -80]]);
    const warning = (name: string, peak: number) =>
      `the ${name} channel uses under a tenth of the range of levels in 1 of 4 images looked at: they are no brighter than ${peak} of 255. For 16-bit files of a camera of 12 bits state the white level 4095, for 14 bits 16383`;
    // 200 x 16 of 65,535 is 12.45 of 255.
    expect(await levelWarnings(mixed)).toEqual([
      warning('microtubules', 12),
      warning('protein', 6),
      warning('nucleus', 16),
      warning('er', 5),
    ]);
    expect(await levelWarnings(mixed, { whiteLevel: 4095 })).toEqual([]);
    expect(await levelWarnings(await imagesOf([...times(4, [200, 100, 255, 99]), [9, 9, 9, 9]]))).toEqual([]);
  });

  it('looks at 32 images, from the first to near the last, and passes over those that cannot be read', async () => {
    const samples = await imagesOf(times(40, [200, 0, 255, 99]));
    const broken = { ...samples[0]!, channels: { ...samples[0]!.channels, er: '/nowhere' } };
    expect(await levelWarnings([broken, ...samples.slice(1)])).toEqual([
      'the protein channel is black in all 31 images looked at: its files may be wrong',
    ]);
  });
});
