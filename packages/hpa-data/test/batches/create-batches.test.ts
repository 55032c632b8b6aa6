import '@tensorflow/tfjs';
import { memory, reshape } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  type Batch,
  type BatchSource,
  COMPOSITIONS,
  createBatches,
  type ImageStore,
  orientImage,
  type Sample,
  toModelInput,
} from '../../src/index.js';
import { makeImage } from '../support/make-image.js';
import { makeSample } from '../support/make-sample.js';
import { makeStore } from '../support/make-store.js';

type CreateBatchesOptions = Parameters<typeof createBatches>[1];

const samples = Array.from({ length: 7 }, (_, index) => makeSample(String(index), { labels: [index % 3] }));

/** An image in which every level identifies the sample, the pixel and the channel. */
const load = ({ id }: Sample) =>
  makeImage([2, 2], ({ y, x, channel }) => Number(id) * 20 + y * 8 + x * 4 + channel);

const images = makeStore([2, 2], load);
const input = { height: 2, width: 2, channels: COMPOSITIONS.rgby, normalization: 'none' } as const;
const options: CreateBatchesOptions = {
  images,
  input,
  classCount: 3,
  batchSize: 3,
  seed: 1,
};

interface PlainBatch {
  readonly ids: readonly string[];
  readonly shape: readonly number[];
  readonly images: number[];
  readonly labels: number[];
}

async function collect(source: BatchSource, epoch = 0): Promise<PlainBatch[]> {
  const batches: PlainBatch[] = [];
  for await (const { images, labels, ids, dispose } of source.batches(epoch)) {
    batches.push({
      ids,
      shape: images.shape,
      images: [...(await images.data())],
      labels: [...(await labels.data())],
    });
    dispose();
  }
  return batches;
}

const idsOf = (batches: readonly PlainBatch[]) => batches.flatMap(({ ids }) => ids);

describe('createBatches', () => {
  it('lays out images, one-hot labels and ids row by row, with a smaller last batch', async () => {
    const source = createBatches(samples, options);
    const batches = await collect(source);
    expect(source.sampleCount).toBe(7);
    expect(batches.map(({ ids }) => ids)).toEqual([['0', '1', '2'], ['3', '4', '5'], ['6']]);
    expect(batches[0]!.labels).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(batches[1]!.shape).toEqual([3, 2, 2, 4]);
    expect(batches[1]!.images).toEqual(['3', '4', '5'].flatMap((id) => [...load(makeSample(id)).data]));
    expect(batches[2]!.shape).toEqual([1, 2, 2, 4]);
  });

  it('selects channels and normalizes', async () => {
    const [batch] = await collect(
      createBatches([samples[0]!], {
        ...options,
        input: { ...input, channels: COMPOSITIONS.bgry, normalization: 'unit' },
      }),
    );
    expect(batch!.images.slice(0, 4)).toEqual([2, 1, 0, 3].map((level) => Math.fround(level / 255)));
  });

  it('sets every label of a sample with several, and none if they are unknown', async () => {
    const [batch] = await collect(
      createBatches([makeSample('0', { labels: [2, 0] }), makeSample('1', { labels: [] })], options),
    );
    expect(batch!.labels).toEqual([1, 0, 1, 0, 0, 0]);
  });

  it('shuffles by seed and epoch, each sample once', async () => {
    const order = async (seed: number, epoch: number) =>
      idsOf(await collect(createBatches(samples, { ...options, seed, shuffle: true }), epoch));
    expect([...(await order(1, 0))].sort()).toEqual(samples.map(({ id }) => id));
    expect(await order(1, 0)).not.toEqual(await order(1, 1));
    expect(await order(1, 0)).not.toEqual(await order(2, 0));
    expect(await order(1, 0)).toEqual(await order(1, 0));
  });

  it('gives an epoch the same batches, whatever ran before and however far it loads ahead', async () => {
    const varied = { ...options, shuffle: true, augment: 'dihedral' } as const;
    const source = createBatches(samples, varied);
    await collect(source, 0);
    await collect(source, 1);
    const third = await collect(source, 2);
    expect(await collect(createBatches(samples, { ...varied, prefetch: 0 }), 2)).toEqual(third);
    expect(await collect(createBatches(samples, { ...varied, prefetch: 9 }), 2)).toEqual(third);
  });

  it('orients an image by seed, epoch and id, not by its position', async () => {
    const pixelsOf = async (list: readonly Sample[]) => {
      const batches = await collect(createBatches(list, { ...options, augment: 'dihedral', batchSize: 1 }));
      return new Map(batches.map(({ ids, images }) => [ids[0], images]));
    };
    const forwards = await pixelsOf(samples);
    const backwards = await pixelsOf([...samples].reverse());
    expect(backwards.get('2')).toEqual(forwards.get('2'));
    const turned = samples.filter((sample) => forwards.get(sample.id)!.join() !== load(sample).data.join());
    expect(turned.length).toBeGreaterThan(0);
  });

  it('makes the same batches by the inputs of a store, one call per batch, as image by image', async () => {
    const calls: number[] = [];
    const inputs: ImageStore['inputs'] = async (oriented, asked) => {
      calls.push(oriented.length);
      const rows = oriented.map(({ sample, orientation }) =>
        toModelInput(orientImage(load(sample), orientation), asked.input),
      );
      return Float32Array.from(rows.flatMap((row) => [...row]));
    };
    const refuse = () => {
      throw new Error('the images are not asked for');
    };
    const weights = samples.map(({ id }) => (id === '3' ? 5 : 1));
    const varied = { ...options, shuffle: true, augment: 'dihedral', weights } as const;
    const ofRows = createBatches(samples, {
      ...varied,
      images: { ...makeStore([2, 2], refuse), inputs },
      reuseMemory: true,
    });
    expect(await collect(ofRows, 3)).toEqual(await collect(createBatches(samples, varied), 3));
    expect(calls).toEqual([3, 3, 1]);
  });

  it('loads one by one if bad samples are skipped, though the store has inputs', async () => {
    const inputs: ImageStore['inputs'] = () => Promise.reject(new Error('rows are not asked for'));
    const some = (sample: Sample) => (sample.id === '1' ? Promise.reject(new Error('gone')) : load(sample));
    const source = createBatches(samples, {
      ...options,
      images: { ...makeStore([2, 2], some), inputs },
      badSamples: 'skip',
      reuseMemory: true,
    });
    expect(idsOf(await collect(source))).toEqual(['0', '2', '3', '4', '5', '6']);
    expect(source.skipped).toEqual([{ id: '1', reason: 'gone' }]);
  });

  it('makes the same batches in the memory of disposed ones', async () => {
    const fresh = await collect(createBatches(samples, options));
    const source = createBatches(samples, { ...options, reuseMemory: true, prefetch: 0 });
    expect(await collect(source)).toEqual(fresh);
    const buffers = new Set<ArrayBufferLike>();
    for await (const { images, dispose } of source.batches(1)) {
      // The cpu backend returns the memory itself.
      buffers.add((await images.data()).buffer);
      dispose();
      dispose();
    }
    expect(buffers.size).toBe(1);
  });

  it('does not reuse memory that another tensor shares', async () => {
    const batches = createBatches(samples, { ...options, reuseMemory: true, prefetch: 0 }).batches(0);
    const first = (await batches.next()).value as Batch;
    const expected = [...(await first.images.data())];
    const kept = reshape(first.images, [3, 16]);
    first.dispose();
    const second = (await batches.next()).value as Batch;
    expect([...(await kept.data())]).toEqual(expected);
    second.dispose();
    kept.dispose();
    await batches.return();
  });

  it('leaks no tensor over epochs, early exits and failures', async () => {
    const before = memory().numTensors;
    const source = createBatches(samples, { ...options, batchSize: 1 });
    await collect(source);
    for await (const batch of source.batches(1)) {
      batch.dispose();
      break;
    }
    const failing = createBatches(samples, {
      ...options,
      images: makeStore([2, 2], (sample) =>
        sample.id === '4' ? Promise.reject(new Error('gone')) : load(sample),
      ),
    });
    await expect(collect(failing)).rejects.toThrow('sample 4: gone');
    expect(memory().numTensors).toBe(before);
  });

  it('starts no load after an early exit', async () => {
    let loads = 0;
    const many = Array.from({ length: 100 }, (_, index) => makeSample(String(index % 7)));
    const counting = (sample: Sample) => {
      loads++;
      return load(sample);
    };
    for await (const batch of createBatches(many, {
      ...options,
      images: makeStore([2, 2], counting),
      prefetch: 2,
    }).batches(0)) {
      batch.dispose();
      break;
    }
    const after = loads;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(loads).toBe(after);
    expect(loads).toBeLessThanOrEqual(3 + 2 * 3);
  });

  it('names the sample whose image is not of the size of its store', async () => {
    const uneven = makeStore([2, 2], (sample) =>
      sample.id === '5' ? makeImage([2, 3], () => 0) : load(sample),
    );
    await expect(collect(createBatches(samples, { ...options, images: uneven }))).rejects.toThrow(
      new RangeError('sample 5: image must be 2x2 like the input; received 2x3'),
    );
  });

  it('makes batches of rectangles, mirrored but never rotated', async () => {
    const wide = ({ id }: Sample) => makeImage([2, 3], ({ y, x }) => Number(id) * 20 + y * 8 + x);
    const rectangular = {
      ...options,
      images: makeStore([2, 3], wide),
      input: { ...input, width: 3 },
    };
    const [first] = await collect(createBatches(samples, rectangular));
    expect(first!.shape).toEqual([3, 2, 3, 4]);
    expect(first!.images).toEqual(['0', '1', '2'].flatMap((id) => [...wide(makeSample(id)).data]));
    const mirrored = await collect(createBatches(samples, { ...rectangular, augment: 'flips' }));
    expect(mirrored[0]!.shape).toEqual([3, 2, 3, 4]);
    const read = () => {
      throw new Error('no image is read');
    };
    expect(() =>
      createBatches(samples, { ...rectangular, images: makeStore([2, 3], read), augment: 'dihedral' }),
    ).toThrow(new RangeError('augment dihedral rotates images, so they must be square; received 2x3'));
  });

  it('refuses a store of another size than the input', () => {
    expect(() => createBatches(samples, { ...options, input: { ...input, height: 4 } })).toThrow(
      new RangeError('images must be 4x2 like the input; received a store of 2x2'),
    );
  });

  it.each([[[25]], [[-1]], [[0.5]]])('refuses the label %j at once', (labels) => {
    expect(() => createBatches([makeSample('x', { labels })], options)).toThrow(
      `sample x: label must be an integer in [0, 2]; received ${labels[0]} (selectSingleLabel`,
    );
  });

  it('refuses invalid options at once', () => {
    const refuse = (change: Partial<CreateBatchesOptions>) => () =>
      createBatches(samples, { ...options, ...change });
    expect(refuse({ batchSize: 0 })).toThrow(new RangeError('batchSize must be an integer >= 1; received 0'));
    expect(refuse({ prefetch: -1 })).toThrow(new RangeError('prefetch must be an integer >= 0; received -1'));
    expect(refuse({ classCount: 0 })).toThrow(
      new RangeError('classCount must be an integer >= 1; received 0'),
    );
    expect(refuse({ input: { ...input, channels: ['red'] } })).toThrow(
      /each of channels must be .*; received red/,
    );
    expect(refuse({ input: { ...input, normalization: 'z' as 'unit' } })).toThrow(
      /normalization must be one of/,
    );
    expect(refuse({ augment: 'crops' as 'flips' })).toThrow(/augment must be one of/);
    expect(refuse({ seed: 0.5 })).toThrow(
      new RangeError('seed must be an integer in [0, 2^32); received 0.5'),
    );
  });

  it('refuses an epoch below 0', async () => {
    await expect(collect(createBatches(samples, options), -1)).rejects.toThrow(
      new RangeError('epoch must be an integer >= 0; received -1'),
    );
  });
});
