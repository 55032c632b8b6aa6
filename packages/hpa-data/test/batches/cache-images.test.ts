import { describe, expect, it } from 'vitest';
import { cacheImages, type Sample } from '../../src/index.js';
import { makeImage } from '../support/make-image.js';
import { makeSample } from '../support/make-sample.js';
import { makeStore } from '../support/make-store.js';

const [a, b, c] = ['a', 'b', 'c'].map((id) => makeSample(id)) as [Sample, Sample, Sample];

/** A store that notes what it loads; images are 2x2, 16 bytes. */
function countingStore() {
  const loads: string[] = [];
  const images = makeStore([2, 2], ({ id }) => {
    loads.push(id);
    return makeImage([2, 2], () => id.charCodeAt(0));
  });
  return { loads, images };
}

describe('cacheImages', () => {
  it('loads each image once', async () => {
    const { loads, images } = countingStore();
    const cached = cacheImages(images);
    const first = await cached.image(a);
    await cached.image(b);
    expect(await cached.image(a)).toBe(first);
    expect(first.data[0]).toBe('a'.charCodeAt(0));
    expect(loads).toEqual(['a', 'b']);
  });

  it('keeps what came first, and never more than the limit', async () => {
    const { loads, images } = countingStore();
    const cached = cacheImages(images, { limitBytes: 32 });
    for (const sample of [a, b, c, a, b, c]) {
      await cached.image(sample);
    }
    expect(loads).toEqual(['a', 'b', 'c', 'c']);
  });

  it('does not keep twice what is kept already', () => {
    const cached = cacheImages(countingStore().images);
    expect(cacheImages(cached)).toBe(cached);
  });

  it('shares a pending load', async () => {
    const { loads, images } = countingStore();
    const cached = cacheImages(images);
    await Promise.all([cached.image(a), cached.image(a)]);
    expect(loads).toEqual(['a']);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('gone'))],
    [
      'throws',
      () => {
        throw new Error('gone');
      },
    ],
  ])('tries again after a load that %s', async (_, fail) => {
    let tries = 0;
    const cached = cacheImages(
      makeStore([1, 1], () => (++tries === 1 ? fail() : makeImage([1, 1], () => 5))),
    );
    await expect(cached.image(a)).rejects.toThrow('gone');
    expect((await cached.image(a)).data[0]).toBe(5);
  });

  it.each([0, -1, Number.NaN])('refuses a limit of %s bytes', (limitBytes) => {
    expect(() => cacheImages(countingStore().images, { limitBytes })).toThrow(
      new RangeError(`limitBytes must be positive; received ${limitBytes}`),
    );
  });
});
