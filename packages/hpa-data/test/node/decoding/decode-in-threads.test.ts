import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createBatches, type ImageLoader } from '../../../src/index.js';
import { decodeInThreads, readCellImage } from '../../../src/node/index.js';
import '@tensorflow/tfjs';
import { cellFiles } from '../support/cell-files.js';

describe('decodeInThreads', () => {
  const threads = decodeInThreads({ threads: 2, size: 24 });
  afterAll(() => threads.close());

  it('reads what readCellImage reads', async () => {
    const samples = await cellFiles(5, { size: 40 });
    const images = await Promise.all(samples.map(threads.load));
    const expected = await Promise.all(samples.map(({ channels }) => readCellImage(channels, { size: 24 })));
    expect(images).toEqual(expected);
  });

  it('fails as readCellImage fails, and goes on', async () => {
    const [sample] = await cellFiles(1, { size: 40 });
    const gone = { ...sample!, channels: { ...sample!.channels, er: '/nowhere/a_yellow.png' } };
    await expect(threads.load(gone)).rejects.toThrow(/ENOENT.*a_yellow\.png/);
    expect((await threads.load(sample!)).height).toBe(24);
  });

  it('makes whole batches as this thread would of the same pictures', async () => {
    const samples = await cellFiles(5, { size: 40 });
    const input = { composition: 'rgb-half-yellow', normalization: 'per-image' } as const;
    const order = { classCount: 28, batchSize: 2, seed: 1, shuffle: true, augment: 'dihedral' } as const;
    const batchesOf = async (load: ImageLoader) => {
      const found: number[][] = [];
      const source = createBatches(samples, { load, ...input, ...order, reuseMemory: true });
      for await (const { images, dispose } of source.batches(0)) {
        found.push([...images.shape, ...(await images.data())]);
        dispose();
      }
      return found;
    };
    const own: ImageLoader = ({ channels }) => readCellImage(channels, { size: 24 });
    expect(await batchesOf(threads.load)).toEqual(await batchesOf(own));
    const gone = { ...samples[3]!, channels: { ...samples[3]!.channels, er: '/nowhere/a_yellow.png' } };
    const failing = threads.load.inputs!([{ sample: gone, orientation: 0 }], input);
    await expect(failing).rejects.toThrow(new RegExp(`^sample ${gone.id}: ENOENT.*a_yellow`));
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
    await expect(threads.load.inputs!(batch, { composition: 'rgby', normalization: 'unit' })).rejects.toThrow(
      `sample cut: ${cut.channels.er}: `,
    );
  });

  it('decodes ahead while this thread is busy', async () => {
    const samples = await cellFiles(12, { size: 64 });
    const options = { classCount: 28, composition: 'rgby', normalization: 'unit', seed: 1 } as const;
    const loading = { load: threads.load, batchSize: 4, prefetch: 2, reuseMemory: true };
    const source = createBatches(samples, { ...options, ...loading });
    const batches = source.batches(0);
    const first = await batches.next();
    first.value?.dispose();
    // Long enough for eight small pictures on any machine; nothing but the threads can run meanwhile.
    const until = performance.now() + 1500;
    while (performance.now() < until) {}
    const answered: string[] = [];
    const second = batches.next().then((next) => {
      answered.push('batch');
      next.value?.dispose();
    });
    // Two turns of the event loop deliver messages that wait; decoding eight pictures takes many.
    for (let turn = 0; turn < 2; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    answered.push('two turns later');
    await second;
    await batches.return();
    expect(answered).toEqual(['batch', 'two turns later']);
  });

  it('fails what is asked of it after its end, and what was asked before', async () => {
    const [sample] = await cellFiles(1, { size: 40 });
    const closing = decodeInThreads({ threads: 1 });
    const pending = closing.load(sample!);
    const both = Promise.allSettled([pending, closing.close().then(() => closing.load(sample!))]);
    for (const outcome of await both) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { message: 'a decoding thread ended: it was closed' },
      });
    }
  });

  it('refuses unfit options at once', () => {
    expect(() => decodeInThreads({ threads: 0 })).toThrow('threads must be an integer >= 1; received 0');
    expect(() => decodeInThreads({ size: 0 })).toThrow('size must be an integer >= 1; received 0');
  });
});
