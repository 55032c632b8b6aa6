import { readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { COMPOSITIONS, cacheImages, createBatches, type ImageStore } from '../../../src/index.js';
import { openImages, readCellImage } from '../../../src/node/index.js';
import '@tensorflow/tfjs';
import { makeStore } from '../../support/make-store.js';
import { cellFiles } from '../support/cell-files.js';

const SIDES = { height: 24, width: 24 };

describe('openImages', () => {
  const store = openImages({ threads: 2, ...SIDES });
  afterAll(() => store.close());

  it('reads what readCellImage reads', async () => {
    const samples = await cellFiles(5, { size: 40 });
    const images = await Promise.all(samples.map(store.image));
    const expected = await Promise.all(samples.map(({ channels }) => readCellImage(channels, SIDES)));
    expect(images).toEqual(expected);
  });

  it('rejects as readCellImage does, and continues', async () => {
    const [sample] = await cellFiles(1, { size: 40 });
    const gone = { ...sample!, channels: { ...sample!.channels, er: '/nowhere/a_yellow.png' } };
    await expect(store.image(gone)).rejects.toThrow(/a_yellow\.png: .*ENOENT/);
    expect((await store.image(sample!)).height).toBe(24);
  });

  it.each([
    ['square', 24, 'dihedral'],
    ['rectangular', 36, 'flips'],
  ] as const)(
    'makes the same %s batches of files, of cached images and in this thread',
    async (_, width, augment) => {
      const samples = await cellFiles(5, { size: 40 });
      const sides = { height: 24, width };
      const input = {
        ...sides,
        channels: COMPOSITIONS['rgb-half-yellow'],
        normalization: 'per-image',
      } as const;
      const order = { classCount: 28, batchSize: 2, seed: 1, shuffle: true, augment } as const;
      const batchesOf = async (images: ImageStore, reuseMemory: boolean) => {
        const found: number[][] = [];
        const source = createBatches(samples, { images, input, ...order, reuseMemory });
        for (const epoch of [0, 1]) {
          for await (const batch of source.batches(epoch)) {
            found.push([...batch.images.shape, ...(await batch.images.data())]);
            batch.dispose();
          }
        }
        return found;
      };
      const inThisThread = makeStore([24, width], ({ channels }) => readCellImage(channels, sides));
      const files = openImages({ threads: 2, ...sides });
      const cached = cacheImages(openImages({ threads: 2, ...sides }));
      const partlyCached = cacheImages(files, { limitBytes: 2 * 24 * width * 4 });
      const expected = await batchesOf(inThisThread, true);
      for (const images of [files, cached, partlyCached]) {
        expect(await batchesOf(images, true)).toEqual(expected);
        expect(await batchesOf(images, false)).toEqual(expected);
      }
      await Promise.all([files.close(), cached.close()]);
    },
  );

  it('decodes each file once if it is cached, whatever makes the batches', async () => {
    const samples = await cellFiles(3, { size: 40 });
    const images = cacheImages(openImages({ threads: 1, ...SIDES }));
    await Promise.all(samples.map(images.image));
    for (const { channels } of samples) {
      await rm(channels.er!);
    }
    const input = { ...SIDES, channels: COMPOSITIONS.rgby, normalization: 'unit' } as const;
    const batch = samples.map((sample) => ({ sample, orientation: 0 as const }));
    expect(await images.inputs!(batch, { input })).toHaveLength(3 * 24 * 24 * 4);
    await images.close();
  });

  it('names the sample of a batch whose file is gone, cached or not', async () => {
    const [sample] = await cellFiles(1, { size: 40 });
    const input = { ...SIDES, channels: COMPOSITIONS.rgby, normalization: 'unit' } as const;
    const gone = { ...sample!, channels: { ...sample!.channels, er: '/nowhere/a_yellow.png' } };
    for (const images of [store, cacheImages(store)]) {
      await expect(images.inputs!([{ sample: gone, orientation: 0 }], { input })).rejects.toThrow(
        new RegExp(`^sample ${gone.id}: .*a_yellow.*ENOENT`),
      );
    }
  });

  it('refuses an input of another size, and to transpose a rectangle', async () => {
    const [sample] = await cellFiles(1, { size: 40 });
    const input = { height: 24, width: 30, channels: COMPOSITIONS.rgby, normalization: 'unit' } as const;
    const wide = openImages({ height: 24, width: 30, threads: 1 });
    const batch = [{ sample: sample!, orientation: 6 as const }];
    for (const images of [wide, cacheImages(wide)]) {
      await expect(images.inputs!(batch, { input })).rejects.toThrow(
        new RangeError('orientation 6 transposes images, so they must be square; received 24x30'),
      );
      await expect(images.inputs!(batch, { input: { ...input, width: 24 } })).rejects.toThrow(
        new RangeError('images must be 24x24 like the input; received a store of 24x30'),
      );
    }
    await wide.close();
  });

  it('names the first bad sample of a batch, though another fails sooner', async () => {
    const [large, small] = [await cellFiles(1, { size: 600 }), await cellFiles(1, { size: 40 })];
    const cut = { ...large[0]!, id: 'cut' };
    const whole = await readFile(cut.channels.er!);
    await writeFile(cut.channels.er!, whole.subarray(0, whole.length - 20));
    const gone = {
      ...small[0]!,
      id: 'gone',
      channels: { ...small[0]!.channels, er: '/nowhere/a_yellow.png' },
    };
    const batch = [cut, gone].map((sample) => ({ sample, orientation: 0 as const }));
    const input = { ...SIDES, channels: COMPOSITIONS.rgby, normalization: 'unit' } as const;
    await expect(store.inputs!(batch, { input })).rejects.toThrow(`sample cut: ${cut.channels.er}: `);
  });

  it('decodes ahead while this thread is busy', async () => {
    const samples = await cellFiles(12, { size: 64 });
    const input = { ...SIDES, channels: COMPOSITIONS.rgby, normalization: 'unit' } as const;
    const options = { classCount: 28, batchSize: 4, seed: 1, prefetch: 2, reuseMemory: true };
    const source = createBatches(samples, { images: store, input, ...options });
    const batches = source.batches(0);
    const first = await batches.next();
    first.value?.dispose();
    // Long enough for eight small images on any machine; only the threads can run meanwhile.
    const until = performance.now() + 1500;
    while (performance.now() < until) {}
    const answered: string[] = [];
    const second = batches.next().then((next) => {
      answered.push('batch');
      next.value?.dispose();
    });
    // Two turns of the event loop deliver pending messages; decoding eight images takes many.
    for (let turn = 0; turn < 2; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    answered.push('two turns later');
    await second;
    await batches.return();
    expect(answered).toEqual(['batch', 'two turns later']);
  });

  it('rejects requests after it is closed, and those pending', async () => {
    const [sample] = await cellFiles(1, { size: 40 });
    const closing = openImages({ threads: 1, ...SIDES });
    const pending = closing.image(sample!);
    const both = Promise.allSettled([pending, closing.close().then(() => closing.image(sample!))]);
    for (const outcome of await both) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { message: 'a decoding thread ended: it was closed' },
      });
    }
  });

  it('refuses invalid options at once', () => {
    expect(() => openImages({ ...SIDES, threads: 0 })).toThrow('threads must be an integer >= 1; received 0');
    expect(() => openImages({ height: 0, width: 24 })).toThrow('height must be an integer >= 1; received 0');
    expect(() => openImages({ height: 24, width: 0.5 })).toThrow(
      'width must be an integer >= 1; received 0.5',
    );
  });
});
