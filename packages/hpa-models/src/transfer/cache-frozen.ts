import { type Tensor2D, type Tensor4D, tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import { counterHash, streamKey } from '../counter-hash.js';
import { requireInteger, requireSeed } from '../require-number.js';

/** A batch of images; who iterates disposes it. */
interface Batch {
  readonly images: Tensor4D;
  readonly labels: Tensor2D;
  readonly ids?: readonly string[];
  dispose(): void;
}

/** What images are: their channels in order, and how levels became numbers. */
interface ImageInput {
  readonly channels: readonly string[];
  readonly normalization: string;
}

/** The streams of kernels are 0, those of dropout 1. */
const SHUFFLE_STREAM = 2;

/**
 * Runs the frozen part of a classifier once on each image of `batches(0)` and keeps the outputs in memory, from which the head trains
 * epoch after epoch. It learns what the whole classifier would learn from the same images in the same order. Images that change
 * between epochs, such as augmented ones, cannot be cached.
 *
 * @param frozenPart the result of `splitFrozen`
 * @param source the images
 * @throws RangeError if the source states other channels or another normalization than the classifier takes, or if batchSize is not an integer of at least 1, or the seed not one in [0, 2^32)
 * @throws Error if there are no images
 * @example
 * import { oneHot, randomUniform } from '@tensorflow/tfjs-core';
 * import { cacheFrozen, freeze, gapNetPl, splitFrozen } from '@hpa/models';
 * const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }, { id: 1, name: 'Nucleus' }], seed: 1 });
 * freeze(model, { upTo: 'conv8' });
 * const batch = () => ({ images: randomUniform([3, 32, 32, 4]), labels: oneHot([0, 1, 0], 2), dispose() {} });
 * const source = { async *batches() { yield batch(); } };
 * const cached = await cacheFrozen(splitFrozen(model), source, { batchSize: 2 });
 * cached.sampleCount; // 3
 */
export async function cacheFrozen(
  {
    frozen,
    size,
    input,
  }: {
    readonly size: number;
    readonly input?: { readonly channels: readonly string[]; readonly normalization: string };
    frozen(images: Tensor4D): Tensor4D;
  },
  source: {
    /** What the images are, if the source says so: it must be what the classifier takes. */
    readonly input?: { readonly channels: readonly string[]; readonly normalization: string };
    /** Yields batches of images [N, height, width, channels] with labels [N, classes]; each is disposed here. */
    batches(epoch: number): AsyncIterable<{
      readonly images: Tensor4D;
      readonly labels: Tensor2D;
      readonly ids?: readonly string[];
      /** Frees the tensors. */
      dispose(): void;
    }>;
  },
  {
    batchSize,
    shuffle = false,
    seed = 0,
  }: {
    readonly batchSize: number;
    /** Whether each epoch has an order of its own, which follows from the seed and the epoch. */
    readonly shuffle?: boolean;
    /** Integer in [0, 2^32); 0 by default. */
    readonly seed?: number;
  },
): Promise<{
  readonly sampleCount: number;
  /** Yields the outputs of the frozen part as images [N, 1, 1, size]; who iterates disposes each batch. */
  batches(epoch: number): AsyncIterable<{
    readonly images: Tensor4D;
    readonly labels: Tensor2D;
    readonly ids?: readonly string[];
    /** Frees the tensors. */
    dispose(): void;
  }>;
  /** Yields the batches of an epoch from one of them on, counted from 0. */
  batchesFrom(
    epoch: number,
    first: number,
  ): AsyncIterable<{
    readonly images: Tensor4D;
    readonly labels: Tensor2D;
    readonly ids?: readonly string[];
    /** Frees the tensors. */
    dispose(): void;
  }>;
}> {
  requireInteger(batchSize, { name: 'batchSize', minimum: 1 });
  requireSeed(seed);
  requireSameInput(source.input, { input });
  const rows: CachedImage[] = [];
  for await (const batch of source.batches(0)) {
    const outputs = frozen(batch.images);
    try {
      const [numbers, labels] = await Promise.all([outputs.data(), batch.labels.array()]);
      for (const [i, label] of labels.entries()) {
        const id = batch.ids?.[i];
        const row = numbers.slice(i * size, (i + 1) * size) as Float32Array;
        rows.push({ numbers: row, label, ...(id !== undefined && { id }) });
      }
    } finally {
      outputs.dispose();
      batch.dispose();
    }
  }
  if (rows.length === 0) {
    throw new Error('batches(0) must yield at least one image; it yielded none');
  }

  const batchesFrom = async function* (epoch: number, first: number): AsyncGenerator<Batch> {
    const order = shuffle ? permutation(rows.length, streamKey(seed, SHUFFLE_STREAM, epoch)) : rows.keys();
    const ordered = Array.from(order, (i) => rows[i]!);
    for (let start = first * batchSize; start < ordered.length; start += batchSize) {
      yield makeBatch(ordered.slice(start, start + batchSize), size);
    }
  };
  return { sampleCount: rows.length, batches: (epoch) => batchesFrom(epoch, 0), batchesFrom };
}

function requireSameInput(
  made: ImageInput | undefined,
  { input: taken }: { readonly input: ImageInput | undefined },
): void {
  const inWords = ({ channels, normalization }: ImageInput) => `[${channels.join(', ')}] ${normalization}`;
  if (made !== undefined && taken !== undefined && inWords(made) !== inWords(taken)) {
    throw new RangeError(
      `batches must have the channels and normalization of the classifier, ${inWords(taken)}; received ${inWords(made)}`,
    );
  }
}

interface CachedImage {
  readonly numbers: Float32Array;
  readonly label: number[];
  readonly id?: string;
}

function makeBatch(rows: readonly CachedImage[], size: number): Batch {
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

/** Shuffles the numbers from 0 to count - 1 by a key (Fisher and Yates). */
function permutation(count: number, key: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((counterHash(key, i) / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
