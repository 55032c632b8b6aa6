import type { Sample } from '../sample.js';
import { type SeededRandom, seededRandom } from '../seeded-random.js';

/** Options that decide which samples an epoch holds, and in which order. */
export interface SamplingOptions {
  /** Seed of the draw. */
  readonly seed: number;
  /** Whether each epoch has an order of its own; else the order of the samples. */
  readonly shuffle?: boolean;
  /**
   * How often each sample is drawn in relation to the others, by position, as `sampleWeights` gives it; without it
   * each sample is there once. Needs `shuffle`.
   */
  readonly weights?: readonly number[];
}

/**
 * Puts the samples of an epoch in order. Seed and epoch alone decide, so a run that resumes, or loads with more
 * workers, sees the same order.
 *
 * With weights, an epoch of n samples holds each sample n w / sum(w) times, rounded up or down (systematic
 * sampling: Madow and Madow 1944), so that class shares hold in every epoch and not only on average.
 *
 * @throws RangeError where there are weights and no `shuffle`, or they are not one number >= 0 a sample with a sum
 * above 0.
 */
export function orderSamples(
  samples: readonly Sample[],
  { seed, epoch, shuffle = false, weights }: SamplingOptions & { readonly epoch: number },
): readonly Sample[] {
  if (weights === undefined) {
    return shuffle ? seededRandom(['order', seed, epoch]).shuffle(samples) : samples;
  }
  requireWeights(weights, { sampleCount: samples.length, shuffle });
  const random = seededRandom(['weighted order', seed, epoch]);
  return random.shuffle(drawSystematically(samples, { weights, random }));
}

function requireWeights(
  weights: readonly number[],
  { sampleCount, shuffle }: { readonly sampleCount: number; readonly shuffle: boolean },
): void {
  if (!shuffle) {
    throw new RangeError('weights draw samples at random, so they need shuffle: true; received false');
  }
  if (weights.length !== sampleCount) {
    throw new RangeError(
      `weights must be one for each of ${sampleCount} samples; received ${weights.length}`,
    );
  }
  const unfit = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (unfit !== -1) {
    throw new RangeError(`a weight must be a number >= 0; received ${weights[unfit]} at position ${unfit}`);
  }
  if (sampleCount > 0 && weights.every((weight) => weight === 0)) {
    throw new RangeError('weights must add up to more than 0; all are 0');
  }
}

/**
 * Lays the samples end to end in a random order, each as long as it is to be drawn, and takes whatever lies at a
 * random start and every whole step after it.
 */
function drawSystematically(
  samples: readonly Sample[],
  { weights, random }: { readonly weights: readonly number[]; readonly random: SeededRandom },
): Sample[] {
  const order = random.shuffle([...samples.keys()]);
  const step = weights.reduce((sum, weight) => sum + weight, 0) / samples.length;
  const start = random.uniform();
  const drawn: Sample[] = [];
  let end = 0;
  for (const index of order) {
    end += weights[index]!;
    while (drawn.length < samples.length && (start + drawn.length) * step < end) {
      drawn.push(samples[index]!);
    }
  }
  // Sums of floats may end a hair before the last step.
  const last = order.filter((index) => weights[index]! > 0).at(-1);
  return last === undefined || drawn.length === samples.length ? drawn : [...drawn, samples[last]!];
}
