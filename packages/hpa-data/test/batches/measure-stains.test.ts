import { describe, expect, it } from 'vitest';
import { channelNames, measureStains, type Sample } from '../../src/index.js';
import { makeImage } from '../support/make-image.js';
import { makeSample } from '../support/make-sample.js';

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

describe('measureStains', () => {
  it('takes mean and standard deviation over all pixels of a source', async () => {
    const measured = await measureStains(samples, { load, sourceOf: ({ id }) => id[0]! });
    expect([...measured.keys()]).toEqual(['a', 'b']);
    const { pictures, stains } = measured.get('a')!;
    expect(pictures).toBe(2);
    // Red of a: four pixels of 0, 100, 0, 100 and four of 255. Mean 152.5; squares average (2 * 100^2 + 4 * 255^2) / 8.
    expect(stains.microtubules.mean).toBeCloseTo(152.5 / 255, 12);
    expect(stains.microtubules.standardDeviation).toBeCloseTo(
      Math.sqrt((2 * 100 ** 2 + 4 * 255 ** 2) / 8 - 152.5 ** 2) / 255,
      12,
    );
    expect(stains.protein.mean).toBeCloseTo((30 + 255) / 2 / 255, 12);
    for (const name of channelNames) {
      expect(measured.get('b')!.stains[name].mean).toBeCloseTo(0.2, 12);
      expect(measured.get('b')!.stains[name].standardDeviation).toBeCloseTo(0, 7);
    }
  });

  it('weighs pictures of several sizes by their pixels', async () => {
    const measured = await measureStains(samples.slice(0, 2), {
      load: ({ id }) => (id === 'a1' ? makeImage([1, 1], () => 0) : makeImage([1, 3], () => 100)),
    });
    expect(measured.get('all')!.stains.er.mean).toBeCloseTo(75 / 255, 12);
  });

  it('names or passes over what cannot be loaded', async () => {
    const failing = (sample: Sample) => {
      if (sample.id === 'a2') {
        throw new Error('gone');
      }
      return load(sample);
    };
    await expect(measureStains(samples, { load: failing })).rejects.toThrow('sample a2: gone');
    const skipped: string[] = [];
    const measured = await measureStains(samples, { load: failing, skip: ({ id }) => skipped.push(id) });
    expect([measured.get('all')!.pictures, skipped]).toEqual([2, ['a2']]);
  });
});
