import { describe, expect, it } from 'vitest';
import { type CellImage, loadImages, type Sample } from '../../src/index.js';
import { makeImage } from '../support/make-image.js';
import { makeSample } from '../support/make-sample.js';
import { makeStore } from '../support/make-store.js';

const samples = Array.from({ length: 20 }, (_, index) => makeSample(String(index)));
const image = makeImage([1, 1], () => 0);
const storeOf = (load: (sample: Sample) => CellImage | Promise<CellImage>) => makeStore([1, 1], load);

/** Runs every callback that is ready. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A loader whose loads finish only when told to. */
function heldLoader() {
  const started: string[] = [];
  const release = new Map<string, () => void>();
  const load = ({ id }: Sample) => {
    started.push(id);
    return new Promise<CellImage>((resolve) => release.set(id, () => resolve(image)));
  };
  return { started, load, finish: (id: string) => release.get(id)!() };
}

describe('loadImages', () => {
  it('yields in the order of the samples, whatever order the loads finish in', async () => {
    const load = async ({ id }: Sample) => {
      await new Promise((resolve) => setTimeout(resolve, (Number(id) * 7) % 5));
      return image;
    };
    const ids: string[] = [];
    for await (const { sample } of loadImages(samples, { images: storeOf(load) })) {
      ids.push(sample.id);
    }
    expect(ids).toEqual(samples.map(({ id }) => id));
  });

  it('runs as many loads at a time as allowed, and no more', async () => {
    const { started, load, finish } = heldLoader();
    const images = loadImages(samples, { images: storeOf(load), ahead: 10, concurrency: 3 });
    const first = images.next();
    await settle();
    expect(started).toEqual(['0', '1', '2']);
    finish('1');
    await settle();
    expect(started).toEqual(['0', '1', '2', '3']);
    finish('0');
    expect((await first).value).toEqual({ sample: samples[0], image });
  });

  it('stays within the allowed distance ahead of the consumer', async () => {
    const started: string[] = [];
    const load = ({ id }: Sample) => {
      started.push(id);
      return image;
    };
    const images = loadImages(samples, { images: storeOf(load), ahead: 4 });
    await images.next();
    await settle();
    expect(started).toHaveLength(1 + 4);
    await images.next();
    await settle();
    expect(started).toHaveLength(2 + 4);
  });

  it('loads each image only on demand if nothing may be ahead', async () => {
    const started: string[] = [];
    const load = ({ id }: Sample) => {
      started.push(id);
      return image;
    };
    const images = loadImages(samples, { images: storeOf(load), ahead: 0 });
    expect(started).toEqual([]);
    await images.next();
    await settle();
    expect(started).toEqual(['0']);
  });

  it('reports skipped samples in order, whatever order the loads fail in', async () => {
    const skipped: string[] = [];
    const load = async ({ id }: Sample) => {
      await new Promise((resolve) => setTimeout(resolve, 10 - (Number(id) % 10)));
      if (Number(id) % 2 === 1) {
        throw new Error('cannot be decoded');
      }
      return image;
    };
    const ids: string[] = [];
    for await (const { sample } of loadImages(samples, {
      images: storeOf(load),
      skip: ({ id }) => skipped.push(id),
    })) {
      // Those before it have been reported by now.
      expect(skipped).toHaveLength(ids.length);
      ids.push(sample.id);
    }
    expect(skipped).toEqual(samples.map(({ id }) => id).filter((id) => Number(id) % 2 === 1));
  });

  it('starts nothing more once the consumer has left', async () => {
    const { started, load, finish } = heldLoader();
    const images = loadImages(samples, { images: storeOf(load), ahead: 10, concurrency: 2 });
    const first = images.next();
    await settle();
    finish('0');
    await first;
    await images.return();
    const before = started.length;
    finish('1');
    await settle();
    expect(started).toHaveLength(before);
  });

  it('throws a failure when its turn comes, with the id and the cause', async () => {
    const cause = new Error('disk on fire');
    const load = ({ id }: Sample) => {
      if (id === '2') {
        throw cause;
      }
      return image;
    };
    const ids: string[] = [];
    const consume = async () => {
      for await (const { sample } of loadImages(samples, { images: storeOf(load) })) {
        ids.push(sample.id);
      }
    };
    await expect(consume()).rejects.toEqual(
      expect.objectContaining({ message: 'sample 2: disk on fire', cause }),
    );
    expect(ids).toEqual(['0', '1']);
  });

  it('leaves no unhandled rejection behind when the consumer leaves before a failure', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const load = ({ id }: Sample) => (id === '0' ? image : Promise.reject(new Error('late')));
    for await (const _ of loadImages(samples, { images: storeOf(load) })) {
      break;
    }
    await settle();
    await settle();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('yields nothing for no samples', async () => {
    expect(await loadImages([], { images: storeOf(() => image) }).next()).toEqual({
      done: true,
      value: undefined,
    });
  });

  it('refuses invalid bounds', async () => {
    const load = () => image;
    await expect(loadImages(samples, { images: storeOf(load), ahead: -1 }).next()).rejects.toThrow(
      new RangeError('ahead must be an integer >= 0; received -1'),
    );
    await expect(loadImages(samples, { images: storeOf(load), concurrency: 0 }).next()).rejects.toThrow(
      new RangeError('concurrency must be an integer >= 1; received 0'),
    );
  });
});
