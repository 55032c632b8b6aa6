import type { BatchSource, Sample } from '@hpa/data';
import type { Classifier } from '@hpa/models';
import { type MemoryLimits, predict } from '@hpa/train';
import { MAXIMUM_FEATURES } from '../knowledge/familiarity.js';
import { watchFeatures } from '../knowledge/watch-features.js';

/** Of larger training splits, so many cells say how features are spread: a percentile needs no more. */
const MAXIMUM_CELLS = 2000;

/** A training cell, and what the trained model makes of it. */
export interface SeenCell {
  readonly sample: Sample;
  readonly features: Float32Array;
}

/** Passes training cells through a trained model once, at most 2,000; undefined for a network with too many features. */
export async function seeTrainingCells(
  classifier: Classifier,
  {
    samples,
    batches,
    memoryLimits,
  }: {
    /** The training split. */
    readonly samples: readonly Sample[];
    /** Makes the batches of samples as the images are. */
    readonly batches: (samples: readonly Sample[]) => BatchSource;
    readonly memoryLimits?: MemoryLimits | undefined;
  },
): Promise<readonly SeenCell[] | undefined> {
  const [, width] = classifier.backbone.outputs[0]!.shape;
  if (width == null || width > MAXIMUM_FEATURES) {
    return undefined;
  }
  const seen = spread(samples);
  const watched = watchFeatures(classifier, batches(seen), { keepOf: (features) => features });
  await predict(watched.model, watched.batches, memoryLimits ? { memoryLimits } : {});
  const features = await watched.kept();
  return seen.map((sample, index) => ({ sample, features: features[index]! }));
}

/** Training cells at equal distances, so that every class takes part as it does in the split. */
function spread(samples: readonly Sample[]): readonly Sample[] {
  const count = Math.min(samples.length, MAXIMUM_CELLS);
  return Array.from({ length: count }, (_, index) => samples[Math.floor((index * samples.length) / count)]!);
}
