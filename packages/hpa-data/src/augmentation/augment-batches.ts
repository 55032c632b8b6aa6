import { tidy } from '@tensorflow/tfjs-core';
import type { Batch, BatchSource } from '../batches/create-batches.js';
import { seededRandom } from '../seeded-random.js';
import type { ImageAugmentation, LabelledImages } from './image-augmentation.js';

/** Options of {@link augmentBatches}. */
export interface AugmentBatchesOptions {
  /** What to do to every batch, in this order. */
  readonly augmentations: readonly ImageAugmentation[];
  /** Seed of all draws. */
  readonly seed: number;
  /**
   * Least and greatest value that images may have, to which what changes them keeps: [0, 1] by default, as
   * normalization `unit` gives; infinite for `per-image`, which has no bounds.
   */
  readonly range?: readonly [least: number, greatest: number];
}

/**
 * Varies the batches of any source on the engine that computes: flips, turns, crops, intensities, noise, cutout, mixup.
 *
 * The draws of a sample follow from its id, the epoch, how often it came in it, the seed and the place of the
 * augmentation in the list, so they are the same in whatever batch it comes and on whatever engine, and resumed runs repeat them.
 *
 * @throws RangeError where the range is not ascending or the seed is not a safe integer.
 */
export function augmentBatches(
  source: BatchSource,
  { augmentations, seed, range = [0, 1] }: AugmentBatchesOptions,
): BatchSource {
  if (!(range[0] < range[1])) {
    throw new RangeError(`range must be two ascending numbers; received [${range}]`);
  }
  seededRandom([seed]);
  const augment = (batch: Batch, { epoch, copies }: Drawn): Batch => {
    const vary = (before: LabelledImages, apply: ImageAugmentation, place: number) => {
      const random = batch.ids.map((id, row) =>
        seededRandom(['augmentation', seed, epoch, place, id, copies[row]!]),
      );
      return apply(before, { random, range });
    };
    let varied: LabelledImages;
    try {
      varied = tidy(() => {
        const { images, labels } = augmentations.reduce<LabelledImages>(vary, batch);
        // Clones, since the batch's own tensors go where nothing changed them.
        return { images: images.clone(), labels: labels.clone() };
      });
    } finally {
      batch.dispose();
    }
    const { images, labels } = varied;
    return {
      images,
      labels,
      ids: batch.ids,
      dispose: () => {
        images.dispose();
        labels.dispose();
      },
    };
  };
  return {
    sampleCount: source.sampleCount,
    get skipped() {
      return source.skipped;
    },
    async *batches(epoch) {
      const timesDrawn = new Map<string, number>();
      for await (const batch of source.batches(epoch)) {
        const copies = batch.ids.map((id) => {
          const copy = timesDrawn.get(id) ?? 0;
          timesDrawn.set(id, copy + 1);
          return copy;
        });
        yield augment(batch, { epoch, copies });
      }
    },
  };
}

interface Drawn {
  readonly epoch: number;
  /** How often each sample of the batch came before in this epoch; weights draw some several times. */
  readonly copies: readonly number[];
}
