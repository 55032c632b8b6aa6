import { describe, expect, it } from 'vitest';
import { CHANNEL_NAMES, measureChannels, type Sample } from '../../src/index.js';
import { makeImage } from '../support/make-image.js';
import { makeSample } from '../support/make-sample.js';
import { makeStore } from '../support/make-store.js';

const samples = ['a1', 'a2', 'b1'].map((id) => makeSample(id));

/** Half of the pixels 0 and half 100 in red of a1; green is flat; a2 is white. */
const load = ({ id }: Sample) =>
  makeImage([2, 2], ({ x, channel }) => {
    if (id === 'a2') {
      return 255;
    }
    if (id === 'b1') {
      return 51;
    }
    return channel === 0 ? 100 * x : channel === 1 ? 30 : 0;
  });

describe('measureChannels', () => {
  it('takes mean and standard deviation over all pixels of a group', async () => {
    const measured = await measureChannels(samples, {
      images: makeStore([2, 2], load),
      groupBy: ({ id }) => id[0]!,
    });
    expect([...measured.keys()]).toEqual(['a', 'b']);
    const { imageCount, channels } = measured.get('a')!;
    expect(imageCount).toBe(2);
    // Red of a: four pixels of 0, 100, 0, 100 and four of 255. Mean 152.5; squares average (2 * 100^2 + 4 * 255^2) / 8.
    expect(channels.microtubules!.mean).toBeCloseTo(152.5 / 255, 12);
    expect(channels.microtubules!.standardDeviation).toBeCloseTo(
      Math.sqrt((2 * 100 ** 2 + 4 * 255 ** 2) / 8 - 152.5 ** 2) / 255,
      12,
    );
    expect(channels.protein!.mean).toBeCloseTo((30 + 255) / 2 / 255, 12);
    for (const name of CHANNEL_NAMES) {
      expect(measured.get('b')!.channels[name]!.mean).toBeCloseTo(0.2, 12);
      expect(measured.get('b')!.channels[name]!.standardDeviation).toBeCloseTo(0, 7);
    }
  });

  it('weighs images of several sizes by their pixels', async () => {
    const measured = await measureChannels(samples.slice(0, 2), {
      images: makeStore([1, 3], ({ id }) =>
        id === 'a1' ? makeImage([1, 1], () => 0) : makeImage([1, 3], () => 100),
      ),
    });
    expect(measured.get('all')!.channels.er!.mean).toBeCloseTo(75 / 255, 12);
  });

  it('names or skips what fails to load', async () => {
    const images = makeStore([2, 2], (sample) => {
      if (sample.id === 'a2') {
        throw new Error('gone');
      }
      return load(sample);
    });
    await expect(measureChannels(samples, { images })).rejects.toThrow('sample a2: gone');
    const skipped: string[] = [];
    const measured = await measureChannels(samples, { images, skip: ({ id }) => skipped.push(id) });
    expect([measured.get('all')!.imageCount, skipped]).toEqual([2, ['a2']]);
  });
});
