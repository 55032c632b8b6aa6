import type { ModelInfluences } from './average-trainings.js';
import { jackknifeVariance } from './jackknife-variance.js';

/** Relative to the metric: what sums of numbers leave where they should give 0. */
const ROUNDING = 1e-12;

/**
 * The variance of a metric, or of a difference of metrics, over other samples and other trainings, and how surely it is known.
 *
 * The variances over samples and over trainings are added. Both hold what a training errs on samples of its own, which is taken
 * off once, as in the two-way clustered variance of Cameron, Gelbach and Miller (2011, Journal of Business and Economic
 * Statistics 29, 238-249); the result is at least as large as either. The degrees of freedom follow from the variances that
 * were added (Satterthwaite 1946; Welch 1947 for two models).
 *
 * @param models - One model, or two whose difference is meant.
 * @returns Null if the metric is undefined without some unit.
 */
export function twoWayVariance(
  models: readonly [ModelInfluences, ModelInfluences?],
  { strata }: { readonly strata: Int32Array },
): { readonly variance: number; readonly degreesOfFreedom: number } | null {
  const [{ ofUnits: first }, { ofUnits: second } = { ofUnits: new Float64Array(strata.length) }] = models;
  if (first === null || second === null) {
    return null;
  }
  const { variance: ofUnits, degreesOfFreedom: known } = jackknifeVariance(
    first.map((influence, unit) => influence - second[unit]!),
    { strata },
  );
  let ofTrainings = 0;
  let ofBoth = 0;
  let uncertainty = ofUnits ** 2 / known;
  for (const model of models) {
    if (model !== undefined && model.trainingCount > 1) {
      ofTrainings += model.ofTrainings;
      ofBoth += model.ofBoth;
      uncertainty += model.ofTrainings ** 2 / (model.trainingCount - 1);
    }
  }
  const variance = Math.max(ofUnits, ofTrainings, ofUnits + ofTrainings - ofBoth);
  const scale = Math.max(...models.map((model) => Math.abs(model?.value ?? 0)));
  if (Math.sqrt(variance) <= ROUNDING * scale) {
    return { variance: 0, degreesOfFreedom: known };
  }
  return { variance, degreesOfFreedom: Math.max(1, variance ** 2 / uncertainty) };
}
