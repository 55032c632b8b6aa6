import { describe, expect, it } from 'vitest';
import { rememberImages, type Sample } from '../../src/index.js';
import { makeImage } from '../support/make-image.js';
import { makeSample } from '../support/make-sample.js';

const [a, b, c] = ['a', 'b', 'c'].map((id) => makeSample(id)) as [Sample, Sample, Sample];

/** A loader that notes what it loads; images are 2x2, 16 bytes. */
function countingLoader() {
  const loads: string[] = [];
  const load = async ({ id }: Sample) => {
    loads.push(id);
    return makeImage([2, 2], () => id.charCodeAt(0));
  };
  return { loads, load };
}

describe('rememberImages', () => {
  it('loads each image once', async () => {
    const { loads, load } = countingLoader();
    const remembered = rememberImages(load);
    const first = await remembered(a);
    await remembered(b);
    expect(await remembered(a)).toBe(first);
    expect(first.data[0]).toBe('a'.charCodeAt(0));
    expect(loads).toEqual(['a', 'b']);
  });

  it('keeps what came first and never more than the limit', async () => {
    const { loads, load } = countingLoader();
    const remembered = rememberImages(load, { limitBytes: 32 });
    for (const sample of [a, b, c, a, b, c]) {
      await remembered(sample);
    }
    expect(loads).toEqual(['a', 'b', 'c', 'c']);
  });

  it('shares a load that is under way', async () => {
    const { loads, load } = countingLoader();
    const remembered = rememberImages(load);
    await Promise.all([remembered(a), remembered(a)]);
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
    const remembered = rememberImages(() => (++tries === 1 ? fail() : makeImage([1, 1], () => 5)));
    await expect(remembered(a)).rejects.toThrow('gone');
    expect((await remembered(a)).data[0]).toBe(5);
  });

  it.each([0, -1, Number.NaN])('refuses a limit of %s bytes', (limitBytes) => {
    expect(() => rememberImages(countingLoader().load, { limitBytes })).toThrow(
      new RangeError(`limitBytes must be positive; received ${limitBytes}`),
    );
  });
});
