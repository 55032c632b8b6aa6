import { tidy } from '@tensorflow/tfjs-core';
import type { Batch, BatchSource } from '../batches/create-batches.js';
import { requireSeed } from '../require-seed.js';
import { seededRandom } from '../seeded-random.js';
import type { ImageAugmentation } from './image-augmentation.js';

/**
 * Augments the batches of any source on the current engine: flips, rotations, crops, intensities, noise, cutout, mixup.
 *
 * The draws for a sample depend on its id, the epoch, how often it came before in that epoch, the seed and the position
 * of the augmentation in the list. They do not depend on the batch or the engine, so resumed runs repeat them.
 *
 * @throws RangeError if the range is not ascending or the seed is not an integer in [0, 2^32).
 * @example
 * import { augmentations, augmentBatches } from '@hpa/data';
 * import { tensor2d, tensor4d } from '@tensorflow/tfjs-core';
 * const batch = { images: tensor4d([0, 1], [1, 1, 2, 1]), labels: tensor2d([[1]]), ids: ['a'], dispose() {} };
 * const source = { sampleCount: 1, skipped: [], async *batches() { yield batch; } };
 * const augmented = augmentBatches(source, { augmentations: [augmentations.randomFlip()], seed: 2 });
 * const { value } = await augmented.batches(0).next();
 * [...value.images.dataSync()]; // [1,0]
 */
export function augmentBatches(
  source: BatchSource,
  {
    augmentations,
    seed,
    range = [0, 1],
  }: {
    /** The augmentations to apply to every batch, in this order. */
    readonly augmentations: readonly ImageAugmentation[];
    /** Seed of all draws, an integer in [0, 2^32). */
    readonly seed: number;
    /**
     * Minimum and maximum that images may have; augmentations clip to it. Default: [0, 1], as for normalization `unit`.
     * Pass [-Infinity, Infinity] for `per-image` and `imagenet`.
     */
    readonly range?: readonly [minimum: number, maximum: number];
  },
): BatchSource {
  if (!(range[0] < range[1])) {
    throw new RangeError(`range must be two ascending numbers; received [${range}]`);
  }
  requireSeed(seed);
  const augment = (
    batch: Batch,
    { epoch, copies }: { readonly epoch: number; readonly copies: readonly number[] },
  ): Batch => {
    const streamsAt = (place: number) =>
      batch.ids.map((id, row) => seededRandom(['augmentation', seed, epoch, place, id, copies[row]!]));
    try {
      const { images, labels } = tidy(() => {
        const augmented = augmentations.reduce<ReturnType<ImageAugmentation>>(
          (before, apply, place) => apply(before, { random: streamsAt(place), range }),
          batch,
        );
        // Clone, because an unchanged tensor is still the batch's own.
        return { images: augmented.images.clone(), labels: augmented.labels.clone() };
      });
      return {
        images,
        labels,
        ids: batch.ids,
        copies,
        dispose: () => {
          images.dispose();
          labels.dispose();
        },
      };
    } finally {
      batch.dispose();
    }
  };
  const augmentAll = async function* (
    batches: AsyncIterable<Batch>,
    epoch: number,
  ): AsyncGenerator<Batch, void, undefined> {
    // Weighted sampling may draw a sample several times per epoch.
    const timesDrawn = new Map<string, number>();
    for await (const batch of batches) {
      const counted = batch.ids.map((id) => {
        const copy = timesDrawn.get(id) ?? 0;
        timesDrawn.set(id, copy + 1);
        return copy;
      });
      yield augment(batch, { epoch, copies: batch.copies ?? counted });
    }
  };
  const { batchesFrom } = source;
  return {
    sampleCount: source.sampleCount,
    ...(source.input !== undefined && { input: source.input }),
    get skipped() {
      return source.skipped;
    },
    batches: (epoch) => augmentAll(source.batches(epoch), epoch),
    ...(batchesFrom !== undefined && {
      batchesFrom: (epoch, first) => augmentAll(batchesFrom.call(source, epoch, first), epoch),
    }),
  };
}
