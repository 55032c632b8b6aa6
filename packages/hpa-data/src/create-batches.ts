import { type Tensor2D, type Tensor4D, tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import type { CellImage } from './cell-image.js';
import { channelCount } from './compose-channels.js';
import { type Augmentation, drawOrientation } from './draw-orientation.js';
import { type ImageLoader, type LoadedSample, loadImages } from './load-images.js';
import { orderSamples, type SamplingOptions } from './order-samples.js';
import { orientImage } from './orient-image.js';
import { requireInteger } from './require-integer.js';
import type { Sample } from './sample.js';
import type { SkippedSample } from './skipped-sample.js';
import { type ModelInputOptions, toModelInput, writeModelInput } from './to-model-input.js';

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
  /** Fetches and decodes one image. */
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
}

/**
 * Turns samples into batches of tensors, loading ahead in the background.
 *
 * Only 8-bit images wait in the background, never tensors, so a consumer that leaves early leaks nothing and
 * no further load starts. The same seed and epoch give the same batches, whatever ran before.
 *
 * @throws RangeError at once where an option or a label is unfit. A failing load, an image of another size
 * than the first, or a turned image that is not square throws at the consumer, naming the sample; with
 * `badSamples: 'skip'` a failing load does not.
 */
export function createBatches(samples: readonly Sample[], options: CreateBatchesOptions): BatchSource {
  const { classCount, batchSize, seed, augment = 'none', prefetch = 2, badSamples = 'throw' } = options;
  requireInteger(classCount, { name: 'classCount', least: 1 });
  requireInteger(batchSize, { name: 'batchSize', least: 1 });
  requireInteger(prefetch, { name: 'prefetch', least: 0 });
  requireLabels(samples, classCount);
  // A rehearsal on a blank image: what is unfit in the other options throws now, not in the first epoch.
  toModelInput({ height: 1, width: 1, data: new Uint8Array(4) }, options);
  drawOrientation('', { augment, seed, epoch: 0 });
  orderSamples(samples, { ...options, epoch: 0 });
  const skipped: SkippedSample[] = [];
  const skip = (bad: SkippedSample) => {
    if (!skipped.some(({ id }) => id === bad.id)) skipped.push(bad);
  };
  const loading = badSamples === 'skip' ? { prefetch, skip } : { prefetch };
  return {
    sampleCount: samples.length,
    skipped,
    batches: (epoch) => generateBatches(samples, { ...options, ...loading, epoch }),
  };
}

type EpochOptions = CreateBatchesOptions & {
  readonly prefetch: number;
  readonly skip?: (skipped: SkippedSample) => void;
  readonly epoch: number;
};

async function* generateBatches(
  samples: readonly Sample[],
  options: EpochOptions,
): AsyncGenerator<Batch, void, undefined> {
  const { load, batchSize, prefetch, epoch } = options;
  requireInteger(epoch, { name: 'epoch', least: 0 });
  const ordered = orderSamples(samples, options);
  const ahead = prefetch * batchSize;
  // All of them at once: a loader that works in other threads has them in hand while this one computes.
  const concurrency = Math.max(8, ahead);
  const loading = { load, ahead, concurrency, ...(options.skip && { skip: options.skip }) };
  const timesDrawn = new Map<string, number>();
  let shape: CellImage | undefined;
  let collected: LoadedSample[] = [];
  for await (const { sample, image } of loadImages(ordered, loading)) {
    const copy = timesDrawn.get(sample.id) ?? 0;
    timesDrawn.set(sample.id, copy + 1);
    const oriented = orient(image, { id: sample.id, copy, options });
    shape ??= oriented;
    requireSameShape(oriented, { id: sample.id, shape });
    collected.push({ sample, image: oriented });
    if (collected.length === batchSize) {
      yield toBatch(collected, { shape, options });
      collected = [];
    }
  }
  if (shape === undefined && samples.length > 0) {
    throw new Error(`none of ${samples.length} samples could be loaded; the list of skipped ones says why`);
  }
  if (shape !== undefined && collected.length > 0) {
    yield toBatch(collected, { shape, options });
  }
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
  { id, copy, options }: { readonly id: string; readonly copy: number; readonly options: EpochOptions },
): CellImage {
  const { augment = 'none', seed, epoch } = options;
  if (augment === 'dihedral' && image.height !== image.width) {
    throw new RangeError(
      `sample ${id}: augment 'dihedral' needs square images; received ${image.height}x${image.width}`,
    );
  }
  // A sample that is drawn again looks otherwise: copies would teach nothing new.
  const orientation = drawOrientation(copy === 0 ? id : `${id} again ${copy}`, { augment, seed, epoch });
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

function toBatch(
  loaded: readonly LoadedSample[],
  { shape, options }: { readonly shape: CellImage; readonly options: EpochOptions },
): Batch {
  const { classCount, composition, normalization } = options;
  const channels = channelCount(composition);
  const imageLength = shape.height * shape.width * channels;
  const pixels = new Float32Array(loaded.length * imageLength);
  const hot = new Float32Array(loaded.length * classCount);
  for (const [row, { sample, image }] of loaded.entries()) {
    const input = pixels.subarray(row * imageLength, (row + 1) * imageLength);
    writeModelInput(image, { composition, normalization, input });
    for (const label of sample.labels) {
      hot[row * classCount + label] = 1;
    }
  }
  const images = tensor4d(pixels, [loaded.length, shape.height, shape.width, channels]);
  const labels = tensor2d(hot, [loaded.length, classCount]);
  return {
    images,
    labels,
    ids: loaded.map(({ sample }) => sample.id),
    dispose: () => {
      images.dispose();
      labels.dispose();
    },
  };
}
