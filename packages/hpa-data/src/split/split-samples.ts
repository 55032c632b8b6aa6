import type { Sample } from '../sample.js';
import { seededRandom } from '../seeded-random.js';
import { divideSamples, type StratificationOptions } from './divide-samples.js';
import { SPLIT_NAMES, type SplitName, type Splits } from './splits.js';

/** Options of {@link splitSamples}. */
export interface SplitSamplesOptions extends StratificationOptions {
  /** Share of each part: positive, adding up to 1. */
  readonly fractions?: Readonly<Record<SplitName, number>>;
}

/**
 * Splits samples into train, validation and test so that each class keeps its share in every part.
 *
 * Where the samples have groups (source picture, antibody), no group crosses parts: a complete search first
 * gives every part each class, then a seeded greedy and local search brings the shares near. Several labels a
 * sample are stratified after Sechidis et al. (2011). The order of the input does not matter; every part is
 * sorted by id. Equal samples, options and `SPLIT_VERSION` give equal splits.
 *
 * @throws RangeError where fractions, labels or ids are unfit, only some samples have a group, or a class has
 * fewer than three samples; Error where no assignment of whole groups puts every class in every part.
 */
export function splitSamples(
  samples: readonly Sample[],
  { fractions = { train: 0.7, validation: 0.15, test: 0.15 }, seed, ...strata }: SplitSamplesOptions,
): Splits {
  const shares = SPLIT_NAMES.map((name) => fractions[name]);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (!shares.every((share) => share > 0) || Math.abs(sum - 1) > 1e-9) {
    throw new RangeError(`fractions must be positive and add up to 1; received ${JSON.stringify(fractions)}`);
  }
  const random = seededRandom(['split', seed]);
  const [train, validation, test] = divideSamples(samples, { ...strata, shares, random });
  return { train: train!, validation: validation!, test: test! };
}
