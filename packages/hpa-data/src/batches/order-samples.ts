import type { Sample } from '../sample.js';
import { type SeededRandom, seededRandom } from '../seeded-random.js';

/**
 * Orders the samples of an epoch. The order depends on seed and epoch alone, so a run that resumes, or loads with more
 * threads, has the same.
 *
 * With weights, an epoch of n samples holds each sample n w / sum(w) times, rounded up or down (systematic
 * sampling: Madow and Madow 1944), so that class shares hold in every epoch and not only on average.
 *
 * @throws RangeError if there are weights without `shuffle`, or they are not one number >= 0 per sample with a sum
 * above 0.
 */
export function orderSamples(
  samples: readonly Sample[],
  {
    seed,
    epoch,
    shuffle = false,
    weights,
  }: {
    /** Seed of the order. */
    readonly seed: number;
    /** Epoch, from 0. */
    readonly epoch: number;
    /** Whether each epoch has an order of its own; otherwise samples keep theirs. */
    readonly shuffle?: boolean;
    /** How often each sample is drawn relative to the others, by position; without it, each sample comes once. */
    readonly weights?: readonly number[];
  },
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
    throw new RangeError('weights draw samples at random, so shuffle must be true; received false');
  }
  if (weights.length !== sampleCount) {
    throw new RangeError(`weights must be one per sample, ${sampleCount}; received ${weights.length}`);
  }
  const unfit = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (unfit !== -1) {
    throw new RangeError(`weights must be numbers >= 0; received ${weights[unfit]} at position ${unfit}`);
  }
  if (sampleCount > 0 && weights.every((weight) => weight === 0)) {
    throw new RangeError('weights must have a sum above 0; received only 0');
  }
}

/**
 * Lays the samples end to end in a random order, each as long as its weight, and takes those at a random start and at
 * every step from there.
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
  // Rounding may end the sum just before the last step.
  const last = order.filter((index) => weights[index]! > 0).at(-1);
  return last === undefined || drawn.length === samples.length ? drawn : [...drawn, samples[last]!];
}
