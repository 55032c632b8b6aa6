import type { Influences } from './influences.js';
import { jackknifeVariance } from './jackknife-variance.js';

/** A metric of a model of one or several trainings: the mean over the trainings, and how it varies. */
export interface ModelInfluences extends Influences {
  readonly trainingCount: number;
  /** The variance of the mean over other trainings, as they differ on these samples; 0 if there is only one training. */
  readonly ofTrainings: number;
  /** The part of that variance that other samples would change: each training errs on samples of its own. */
  readonly ofBoth: number;
}

/**
 * Averages the metric of each training of a model, and what each unit contributes to it.
 *
 * @param trainings - At least one.
 */
export function averageTrainings(
  trainings: readonly Influences[],
  { strata }: { readonly strata: Int32Array },
): ModelInfluences {
  const count = trainings.length;
  const values = trainings.map(({ value }) => value).filter((value) => value !== null);
  const influences = trainings.map(({ ofUnits }) => ofUnits).filter((ofUnits) => ofUnits !== null);
  if (values.length < count || influences.length < count) {
    const value = values.length < count ? null : meanOf(values);
    return { value, ofUnits: null, trainingCount: count, ofTrainings: 0, ofBoth: 0 };
  }
  const value = meanOf(values);
  const ofUnits = Float64Array.from(strata, (_, unit) => meanOf(influences.map((one) => one[unit]!)));
  if (count === 1) {
    return { value, ofUnits, trainingCount: count, ofTrainings: 0, ofBoth: 0 };
  }
  const pairs = count * (count - 1);
  const squares = values.reduce((sum, one) => sum + (one - value) ** 2, 0);
  const own = influences.reduce(
    (sum, one) =>
      sum +
      jackknifeVariance(
        one.map((influence, unit) => influence - ofUnits[unit]!),
        { strata },
      ).variance,
    0,
  );
  return { value, ofUnits, trainingCount: count, ofTrainings: squares / pairs, ofBoth: own / pairs };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
