import { type Tensor2D, type Tensor4D, tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import type { CellImage } from '../image/cell-image.js';
import { channelCount } from '../image/compose-channels.js';
import { type Augmentation, drawOrientation } from '../image/draw-orientation.js';
import { type Orientation, orientImage } from '../image/orient-image.js';
import { type ModelInputOptions, toModelInput, writeModelInput } from '../image/to-model-input.js';
import { requireInteger } from '../require-integer.js';
import type { Sample } from '../sample.js';
import type { SkippedSample } from '../skipped-sample.js';
import { type BatchMemory, batchMemory } from './batch-memory.js';
import type { InputLoader, ModelInputs } from './input-loader.js';
import { type ImageLoader, type LoadedSample, loadImages } from './load-images.js';
import { mapAhead } from './map-ahead.js';
import { orderSamples, type SamplingOptions } from './order-samples.js';

/** Some images and their labels; whoever takes a batch disposes it. */
export interface Batch {
  /** float32 [N, height, width, channels]. */
  readonly images: Tensor4D;
  /** float32 [N, classes]: 1 at each label of the sample, else 0. */
  readonly labels: Tensor2D;
  /** Sample ids, by row. */
  readonly ids: readonly string[];
  /** Releases both tensors. */
  dispose(): void;
}

/** Batches of a data set, epoch after epoch. */
export interface BatchSource {
  /** Samples in an epoch. */
  readonly sampleCount: number;
  /** What could not be loaded, each sample once; it grows as epochs pass, and stays empty unless bad samples are skipped. */
  readonly skipped: readonly SkippedSample[];
  /** Every sample once, or as its weight says, in an order and orientation that seed and epoch (from 0) alone decide. */
  batches(epoch: number): AsyncGenerator<Batch, void, undefined>;
}

/** Options of {@link createBatches}. */
export interface CreateBatchesOptions extends ModelInputOptions, SamplingOptions {
  /** Fetches and decodes one image, or with `inputs` whole batches. */
  readonly load: ImageLoader;
  /** Width of the label rows; every label is in [0, classCount). */
  readonly classCount: number;
  /** Samples in a batch; the last one of an epoch may hold fewer. */
  readonly batchSize: number;
  /** Seed of order and augmentation. */
  readonly seed: number;
  /** How images vary from epoch to epoch. */
  readonly augment?: Augmentation;
  /** Batches to load in the background while one is in use; 0 loads image by image on demand. */
  readonly prefetch?: number;
  /** Whether a sample that cannot be loaded ends the epoch, or is listed among the skipped. */
  readonly badSamples?: 'throw' | 'skip';
  /**
   * Whether a later batch may use the memory of a disposed one: much faster than fresh memory for each, and what loaders
   * that make batches in threads need for it. What `images.data()` gave is then good until `dispose()` only, and may lie
   * in a SharedArrayBuffer; tensors that share it are safe.
   */
  readonly reuseMemory?: boolean;
}

/**
 * Turns samples into batches of tensors, loading ahead in the background.
 *
 * Only plain arrays wait in the background, never tensors, so a consumer that leaves early leaks nothing and
 * no further load starts. A loader with `inputs` makes whole batches in other threads where
 * memory is reused and bad samples are not skipped. The same seed and epoch give the same batches, whatever ran before.
 *
 * @throws RangeError at once where an option or a label is unfit. A failing load, an image of another size
 * than the first, or a turned image that is not square throws at the consumer, naming the sample; with
 * `badSamples: 'skip'` a failing load does not.
 */
export function createBatches(samples: readonly Sample[], options: CreateBatchesOptions): BatchSource {
  const {
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
  requireInteger(prefetch, { name: 'prefetch', minimum: 0 });
  requireLabels(samples, classCount);
  // A rehearsal on a blank image: what is unfit in the other options throws now, not in the first epoch.
  toModelInput({ height: 1, width: 1, data: new Uint8Array(4) }, options);
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
    skipped,
    batches: (epoch) => generateBatches(samples, { ...options, ...loading, epoch }),
  };
}

type EpochOptions = CreateBatchesOptions & {
  readonly prefetch: number;
  readonly memory: BatchMemory;
  readonly skip?: (skipped: SkippedSample) => void;
  readonly epoch: number;
};

async function* generateBatches(
  samples: readonly Sample[],
  options: EpochOptions,
): AsyncGenerator<Batch, void, undefined> {
  requireInteger(options.epoch, { name: 'epoch', minimum: 0 });
  const ordered = orderSamples(samples, options);
  const { inputs } = options.load;
  // Rows made elsewhere come all or none, so who skips bad samples loads one by one; and they come in shared memory,
  // which only lasts if it is used again, for no collector of garbage counts it.
  const batches =
    inputs !== undefined && options.reuseMemory && options.skip === undefined
      ? batchesOfInputs(ordered, { ...options, inputs })
      : batchesOfImages(ordered, options);
  yield* batches;
}

/** Loads whole batches off this thread, which only hands them to the engine. */
async function* batchesOfInputs(
  ordered: readonly Sample[],
  { inputs, ...options }: EpochOptions & { readonly inputs: InputLoader },
): AsyncGenerator<Batch, void, undefined> {
  const { batchSize, prefetch, composition, normalization, memory } = options;
  const orientationOf = drawOrientations(options);
  const starts = Array.from(
    { length: Math.ceil(ordered.length / batchSize) },
    (_, index) => index * batchSize,
  );
  const map = async (start: number) => {
    const samples = ordered.slice(start, start + batchSize);
    const oriented = samples.map((sample) => ({ sample, orientation: orientationOf(sample) }));
    const free = memory.take();
    const loading = inputs(oriented, { composition, normalization, ...(free && { memory: free }) });
    return { samples, inputs: await loading };
  };
  // Batches begin in their order, so orientations are drawn in that of the samples.
  for await (const loaded of mapAhead(starts, { map, ahead: prefetch, concurrency: prefetch + 1 })) {
    yield toBatch(loaded.samples, { inputs: loaded.inputs, options });
  }
}

/** Loads image by image and makes the rows in this thread. */
async function* batchesOfImages(
  ordered: readonly Sample[],
  options: EpochOptions,
): AsyncGenerator<Batch, void, undefined> {
  const { load, batchSize, prefetch } = options;
  const ahead = prefetch * batchSize;
  // All of them at once: a loader that works in other threads has them in hand while this one computes.
  const concurrency = Math.max(8, ahead);
  const loading = { load, ahead, concurrency, ...(options.skip && { skip: options.skip }) };
  const orientationOf = drawOrientations(options);
  let shape: CellImage | undefined;
  let collected: LoadedSample[] = [];
  const collectedBatch = (): Batch =>
    toBatch(
      collected.map(({ sample }) => sample),
      { inputs: toModelInputs(collected, options), options },
    );
  for await (const { sample, image } of loadImages(ordered, loading)) {
    const oriented = orient(image, { id: sample.id, orientation: orientationOf(sample), options });
    shape ??= oriented;
    requireSameShape(oriented, { id: sample.id, shape });
    collected.push({ sample, image: oriented });
    if (collected.length === batchSize) {
      yield collectedBatch();
      collected = [];
    }
  }
  if (shape === undefined && ordered.length > 0) {
    throw new Error(`none of ${ordered.length} samples could be loaded; the list of skipped ones says why`);
  }
  if (collected.length > 0) {
    yield collectedBatch();
  }
}

/** Draws the orientation of each sample of an epoch, asked for in their order. */
function drawOrientations({ augment = 'none', seed, epoch }: EpochOptions): (sample: Sample) => Orientation {
  const timesDrawn = new Map<string, number>();
  return ({ id }) => {
    const copy = timesDrawn.get(id) ?? 0;
    timesDrawn.set(id, copy + 1);
    // A sample that is drawn again looks otherwise: copies would teach nothing new.
    return drawOrientation(copy === 0 ? id : `${id} again ${copy}`, { augment, seed, epoch });
  };
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

function orient(
  image: CellImage,
  {
    id,
    orientation,
    options,
  }: { readonly id: string; readonly orientation: Orientation; readonly options: EpochOptions },
): CellImage {
  if (options.augment === 'dihedral' && image.height !== image.width) {
    throw new RangeError(
      `sample ${id}: augment 'dihedral' needs square images; received ${image.height}x${image.width}`,
    );
  }
  return orientation === 0 ? image : orientImage(image, orientation);
}

function requireSameShape(
  image: CellImage,
  { id, shape }: { readonly id: string; readonly shape: CellImage },
): void {
  if (image.height !== shape.height || image.width !== shape.width) {
    throw new RangeError(
      `sample ${id}: image must be ${shape.height}x${shape.width} like the first; received ${image.height}x${image.width}`,
    );
  }
}

/** Images of one size, one row after the other. */
function toModelInputs(
  loaded: readonly LoadedSample[],
  { composition, normalization, memory }: EpochOptions,
): ModelInputs {
  const { height, width } = loaded[0]!.image;
  const rowLength = height * width * channelCount(composition);
  const length = loaded.length * rowLength;
  const free = memory.take();
  const enough = free !== undefined && free.byteLength >= length * Float32Array.BYTES_PER_ELEMENT;
  const data = enough ? new Float32Array(free, 0, length) : new Float32Array(length);
  for (const [row, { image }] of loaded.entries()) {
    const input = data.subarray(row * rowLength, (row + 1) * rowLength);
    writeModelInput(image, { composition, normalization, input });
  }
  return { height, width, data };
}

function toBatch(
  samples: readonly Sample[],
  {
    inputs: { height, width, data },
    options: { classCount, composition, memory },
  }: { readonly inputs: ModelInputs; readonly options: EpochOptions },
): Batch {
  const hot = new Float32Array(samples.length * classCount);
  for (const [row, sample] of samples.entries()) {
    for (const label of sample.labels) {
      hot[row * classCount + label] = 1;
    }
  }
  const images = tensor4d(data, [samples.length, height, width, channelCount(composition)]);
  const labels = tensor2d(hot, [samples.length, classCount]);
  return {
    images,
    labels,
    ids: samples.map(({ id }) => id),
    dispose: () => {
      if (!images.isDisposed) {
        memory.dispose(images, data);
      }
      labels.dispose();
    },
  };
}
