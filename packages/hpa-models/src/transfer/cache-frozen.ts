import { type Tensor2D, type Tensor4D, tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import { counterHash, streamKey } from '../counter-hash.js';
import type { FrozenSplit } from './split-frozen.js';

/** Images [N, height, width, channels] with labels [N, classes]; whoever iterates disposes it. */
export interface ImageBatch {
  readonly images: Tensor4D;
  readonly labels: Tensor2D;
  readonly ids?: readonly string[];
  dispose(): void;
}

/** Where {@link cacheFrozen} takes images from. */
export interface ImageBatches {
  batches(epoch: number): AsyncIterable<ImageBatch>;
}

/** What a training takes in place of the images. */
export interface CachedBatches extends ImageBatches {
  readonly sampleCount: number;
}

/** How cached images come in batches. */
export interface CacheFrozenOptions {
  readonly batchSize: number;
  /** Whether each epoch has an order of its own, which follows from the seed and the epoch alone. */
  readonly shuffle?: boolean;
  readonly seed?: number;
}

/** Beside the streams of a network's kernels, 0, and of its dropout, 1. */
const SHUFFLE_STREAM = 2;

/**
 * Runs the frozen part of a classifier once on each image of `batches(0)` and keeps what it makes, in host memory: train
 * the head on that, epoch after epoch. It learns what the whole classifier would on the same images in the same order;
 * images that change from epoch to epoch (augmentation) are beyond it.
 *
 * @throws RangeError if batchSize is not an integer of at least 1; Error if there are no images
 */
export async function cacheFrozen(
  { frozen, size }: Pick<FrozenSplit, 'frozen' | 'size'>,
  source: ImageBatches,
  { batchSize, shuffle = false, seed = 0 }: CacheFrozenOptions,
): Promise<CachedBatches> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batchSize must be an integer of at least 1; received ${batchSize}`);
  }
  const rows: CachedImage[] = [];
  for await (const batch of source.batches(0)) {
    const made = frozen(batch.images);
    try {
      const [numbers, labels] = await Promise.all([made.data(), batch.labels.array()]);
      for (const [i, label] of labels.entries()) {
        const id = batch.ids?.[i];
        const row = numbers.slice(i * size, (i + 1) * size) as Float32Array;
        rows.push({ numbers: row, label, ...(id !== undefined && { id }) });
      }
    } finally {
      made.dispose();
      batch.dispose();
    }
  }
  if (rows.length === 0) {
    throw new Error('batches(0) must give at least one image to cache; it gave none');
  }

  return {
    sampleCount: rows.length,
    async *batches(epoch) {
      const order = shuffle ? permutation(rows.length, streamKey(seed, SHUFFLE_STREAM, epoch)) : rows.keys();
      const ordered = Array.from(order, (i) => rows[i]!);
      for (let start = 0; start < ordered.length; start += batchSize) {
        yield batchOf(ordered.slice(start, start + batchSize), size);
      }
    },
  };
}

interface CachedImage {
  readonly numbers: Float32Array;
  readonly label: number[];
  readonly id?: string;
}

function batchOf(rows: readonly CachedImage[], size: number): ImageBatch {
  const numbers = new Float32Array(rows.length * size);
  for (const [i, row] of rows.entries()) {
    numbers.set(row.numbers, i * size);
  }
  const images = tensor4d(numbers, [rows.length, 1, 1, size]);
  const labels = tensor2d(rows.map(({ label }) => label));
  const ids = rows.flatMap(({ id }) => (id === undefined ? [] : [id]));
  return {
    images,
    labels,
    ...(ids.length === rows.length && { ids }),
    dispose() {
      images.dispose();
      labels.dispose();
    },
  };
}

/** The numbers from 0 to count - 1 in an order that follows from the key (Fisher and Yates). */
function permutation(count: number, key: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((counterHash(key, i) / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
