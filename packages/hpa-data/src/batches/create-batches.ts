import { type Tensor2D, type Tensor4D, tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import type { CellImage } from '../image/cell-image.js';
import { type Augmentation, drawOrientation } from '../image/draw-orientation.js';
import type { InputSpec } from '../image/input-spec.js';
import { type Orientation, orientImage } from '../image/orient-image.js';
import { requireInputSize, writeModelInput } from '../image/to-model-input.js';
import { requireInteger } from '../require-integer.js';
import { requireSeed } from '../require-seed.js';
import type { Sample } from '../sample.js';
import type { SkippedSample } from '../skipped-sample.js';
import { type BatchMemory, batchMemory } from './batch-memory.js';
import type { ImageStore } from './image-store.js';
import { loadImages } from './load-images.js';
import { mapAhead } from './map-ahead.js';
import { orderSamples } from './order-samples.js';
import { requireInputs } from './require-inputs.js';

/** Images and their labels; the consumer of a batch disposes it. */
export interface Batch {
  /** float32 [N, height, width, channels]. */
  readonly images: Tensor4D;
  /** float32 [N, classes]: 1 at each label of the sample, else 0. */
  readonly labels: Tensor2D;
  /** Sample ids, by row. */
  readonly ids: readonly string[];
  /** How often the sample of each row came before in the epoch, as weights have some come again; by default counted as batches pass. */
  readonly copies?: readonly number[];
  /** Releases both tensors. */
  dispose(): void;
}

/** Batches of a dataset, epoch after epoch. */
export interface BatchSource {
  /** Number of samples in an epoch. */
  readonly sampleCount: number;
  /** What the images are, so that a model which takes other channels or another normalization can refuse them. */
  readonly input?: InputSpec;
  /** Samples that failed to load, each once; grows as epochs pass, and stays empty unless bad samples are skipped. */
  readonly skipped: readonly SkippedSample[];
  /** Yields every sample once, or as its weight says, in an order and orientation set by seed and epoch (from 0) alone. */
  batches(epoch: number): AsyncGenerator<Batch, void, undefined>;
  /**
   * Yields the batches of an epoch from one of them on, counted from 0, as `batches` does; those before are not loaded, unless bad
   * samples are skipped. If samples come again in an epoch, its batches have `copies`.
   */
  batchesFrom?(epoch: number, first: number): AsyncGenerator<Batch, void, undefined>;
}

/**
 * Turns samples into batches of tensors, loading ahead in the background.
 *
 * Only plain arrays are loaded ahead, never tensors, so a consumer that leaves early leaks nothing, and no further load
 * starts. A store with `inputs` makes whole batches off the calling thread if memory is reused and bad samples are not
 * skipped; the batches are the same to the bit. The same seed and epoch give the same batches, whatever ran before.
 *
 * @throws RangeError if an option or a label is invalid, the store's images are not of the input's size or lack one of its channels, or
 * `dihedral` is asked of images that are not square. A sample that fails to load throws at the consumer, naming it, unless
 * `badSamples` is `skip`.
 *
 * @example
 * import { COMPOSITIONS, createBatches, syntheticCells } from '@hpa/data';
 * const { samples, images } = syntheticCells({ classes: [0], count: 5, seed: 1, size: 32 });
 * const input = { height: 32, width: 32, channels: COMPOSITIONS.rgby, normalization: 'unit' };
 * const shapes = [];
 * for await (const batch of createBatches(samples, { images, input, classCount: 1, batchSize: 3, seed: 1 }).batches(0)) {
 *   shapes.push(batch.images.shape);
 *   batch.dispose();
 * }
 * shapes; // [[3, 32, 32, 4], [2, 32, 32, 4]]
 */
export function createBatches(
  samples: readonly Sample[],
  options: {
    /** Reads the images, or makes whole batches if it has `inputs`. */
    readonly images: Pick<ImageStore, 'height' | 'width' | 'channels' | 'image' | 'inputs'>;
    /** What the model takes, such as `input` of its card. */
    readonly input: InputSpec;
    /** Width of the label rows; every label is in [0, classCount). */
    readonly classCount: number;
    /** Number of samples in a batch; the last one of an epoch may hold fewer. */
    readonly batchSize: number;
    /** Seed of order and augmentation, an integer in [0, 2^32). */
    readonly seed: number;
    /** Whether each epoch has an order of its own; otherwise samples keep theirs. */
    readonly shuffle?: boolean;
    /**
     * How often each sample is drawn relative to the others, by position, as `sampleWeights` gives it; without it,
     * each sample comes once. Needs `shuffle`.
     */
    readonly weights?: readonly number[];
    /** How images vary from epoch to epoch; `dihedral` needs square images. */
    readonly augment?: 'none' | 'flips' | 'dihedral';
    /** Number of batches to load in the background while one is in use; 0 loads image by image on demand. */
    readonly prefetch?: number;
    /** Whether a sample that fails to load throws, or is listed among the skipped. */
    readonly badSamples?: 'throw' | 'skip';
    /**
     * Whether later batches may use the memory of disposed ones. It is much faster than fresh memory, and a store makes
     * batches in threads only with it. What `images.data()` returned is then valid until `dispose()` and may lie in a
     * SharedArrayBuffer; tensors that share the memory are safe.
     */
    readonly reuseMemory?: boolean;
  },
): BatchSource {
  const {
    images,
    input,
    classCount,
    batchSize,
    seed,
    augment = 'none',
    prefetch = 2,
    badSamples = 'throw',
    reuseMemory = false,
  } = options;
  requireInteger(classCount, { name: 'classCount', minimum: 1 });
  requireInteger(batchSize, { name: 'batchSize', minimum: 1 });
  requireSeed(seed);
  requireInteger(prefetch, { name: 'prefetch', minimum: 0 });
  requireLabels(samples, classCount);
  requireInputs([], { input, store: images });
  requireSquareFor(augment, input);
  // A rehearsal: invalid options throw now, not in the first epoch.
  drawOrientation('', { augment, seed, epoch: 0 });
  orderSamples(samples, { ...options, epoch: 0 });
  const skipped: SkippedSample[] = [];
  const skip = (bad: SkippedSample) => {
    if (!skipped.some(({ id }) => id === bad.id)) {
      skipped.push(bad);
    }
  };
  // As many as can be loaded ahead, and the one in use.
  const memory = batchMemory(reuseMemory ? prefetch + 1 : 0);
  const loading = { prefetch, memory, ...(badSamples === 'skip' && { skip }) };
  return {
    sampleCount: samples.length,
    input,
    skipped,
    batches: (epoch) => generateBatches(samples, { ...options, ...loading, epoch, first: 0 }),
    batchesFrom: (epoch, first) => generateBatches(samples, { ...options, ...loading, epoch, first }),
  };
}

/** The options of {@link createBatches}. */
type CreateBatchesOptions = Parameters<typeof createBatches>[1];

type EpochOptions = CreateBatchesOptions & {
  readonly prefetch: number;
  readonly memory: BatchMemory;
  readonly skip?: (skipped: SkippedSample) => void;
  readonly epoch: number;
  /** The number of batches before the first one. */
  readonly first: number;
};

/** Samples that are drawn: each with the number of times that it came before in the epoch. */
type Drawn = readonly { readonly sample: Sample; readonly copy: number }[];

async function* generateBatches(
  samples: readonly Sample[],
  options: EpochOptions,
): AsyncGenerator<Batch, void, undefined> {
  const { epoch, first, batchSize, skip } = options;
  requireInteger(epoch, { name: 'epoch', minimum: 0 });
  requireInteger(first, { name: 'first', minimum: 0 });
  const drawn = withCopies(orderSamples(samples, options));
  // Which samples a batch holds is known before they are loaded only if none can be left out.
  if (skip !== undefined) {
    let index = 0;
    for await (const batch of batchesOfImages(drawn, options)) {
      if (index >= first) {
        yield batch;
      } else {
        batch.dispose();
      }
      index++;
    }
    return;
  }
  const rest = drawn.slice(first * batchSize);
  // A store makes all rows of a batch or none, so skipping bad samples needs images one by one. Its rows come in shared
  // memory, which must be used again, since the garbage collector does not count it.
  const whole = options.images.inputs !== undefined && options.reuseMemory === true;
  yield* whole ? batchesOfInputs(rest, options) : batchesOfImages(rest, options);
}

function withCopies(ordered: readonly Sample[]): Drawn {
  const timesDrawn = new Map<string, number>();
  return ordered.map((sample) => {
    const copy = timesDrawn.get(sample.id) ?? 0;
    timesDrawn.set(sample.id, copy + 1);
    return { sample, copy };
  });
}

/** Has the store make whole batches, which this thread only hands to the engine. */
async function* batchesOfInputs(drawn: Drawn, options: EpochOptions): AsyncGenerator<Batch, void, undefined> {
  const { images, input, batchSize, prefetch, memory } = options;
  const starts = Array.from({ length: Math.ceil(drawn.length / batchSize) }, (_, index) => index * batchSize);
  const map = async (start: number) => {
    const rows = drawn.slice(start, start + batchSize);
    const oriented = rows.map((row) => ({ sample: row.sample, orientation: orientationOf(row, options) }));
    return { rows, data: await images.inputs!(oriented, { input, memory: memory.take() }) };
  };
  for await (const { rows, data } of mapAhead(starts, {
    map,
    ahead: prefetch,
    concurrency: prefetch + 1,
  })) {
    yield toBatch(rows, { data, options });
  }
}

/** Loads image by image and makes the rows in this thread. */
async function* batchesOfImages(drawn: Drawn, options: EpochOptions): AsyncGenerator<Batch, void, undefined> {
  const { images, input, batchSize, prefetch, skip } = options;
  const ahead = prefetch * batchSize;
  // All at once: a store that works in other threads has them at hand while this one computes.
  const concurrency = Math.max(8, ahead);
  const ordered = drawn.map(({ sample }) => sample);
  let rows: Drawn[number][] = [];
  let collected: CellImage[] = [];
  let place = 0;
  let loaded = 0;
  for await (const { sample, image } of loadImages(ordered, { images, ahead, concurrency, skip })) {
    requireInputSize(image, { input, name: `sample ${sample.id}: image` });
    // Samples that failed to load are left out, all draws of one alike.
    while (drawn[place]!.sample !== sample) {
      place++;
    }
    const row = drawn[place]!;
    place++;
    const orientation = orientationOf(row, options);
    rows.push(row);
    collected.push(orientation === 0 ? image : orientImage(image, orientation));
    loaded++;
    if (rows.length === batchSize) {
      yield toBatch(rows, { data: toInputs(collected, options), options });
      rows = [];
      collected = [];
    }
  }
  if (loaded === 0 && ordered.length > 0) {
    throw new Error(`none of ${ordered.length} samples could be loaded; the list of skipped ones says why`);
  }
  if (rows.length > 0) {
    yield toBatch(rows, { data: toInputs(collected, options), options });
  }
}

/** Draws the orientation of a sample in an epoch. */
function orientationOf(
  { sample: { id }, copy }: Drawn[number],
  { augment = 'none', seed, epoch }: EpochOptions,
): Orientation {
  // A sample that is drawn again gets another orientation: exact copies would teach nothing new.
  return drawOrientation(copy === 0 ? id : `${id} again ${copy}`, { augment, seed, epoch });
}

function requireLabels(samples: readonly Sample[], classCount: number): void {
  for (const { id, labels } of samples) {
    const unfit = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= classCount);
    if (unfit !== undefined) {
      throw new RangeError(
        `sample ${id}: label must be an integer in [0, ${classCount - 1}]; received ${unfit} ` +
          '(selectSingleLabel turns location ids into class indices)',
      );
    }
  }
}

function requireSquareFor(augment: Augmentation, { height, width }: InputSpec): void {
  if (augment === 'dihedral' && height !== width) {
    throw new RangeError(
      `augment dihedral rotates images, so they must be square; received ${height}x${width}`,
    );
  }
}

/** Makes the rows of a batch. */
function toInputs(images: readonly CellImage[], { input, memory }: EpochOptions): Float32Array {
  const rowLength = input.height * input.width * input.channels.length;
  const length = images.length * rowLength;
  const free = memory.take();
  const enough = free !== undefined && free.byteLength >= length * Float32Array.BYTES_PER_ELEMENT;
  const data = enough ? new Float32Array(free, 0, length) : new Float32Array(length);
  for (const [row, image] of images.entries()) {
    writeModelInput(image, { input, target: data.subarray(row * rowLength, (row + 1) * rowLength) });
  }
  return data;
}

function toBatch(
  rows: Drawn,
  {
    data,
    options: { input, classCount, memory },
  }: { readonly data: Float32Array; readonly options: EpochOptions },
): Batch {
  const hot = new Float32Array(rows.length * classCount);
  for (const [row, { sample }] of rows.entries()) {
    for (const label of sample.labels) {
      hot[row * classCount + label] = 1;
    }
  }
  const images = tensor4d(data, [rows.length, input.height, input.width, input.channels.length]);
  const labels = tensor2d(hot, [rows.length, classCount]);
  return {
    images,
    labels,
    ids: rows.map(({ sample }) => sample.id),
    copies: rows.map(({ copy }) => copy),
    dispose: () => {
      if (!images.isDisposed) {
        memory.dispose(images, data);
      }
      labels.dispose();
    },
  };
}
