import type { SeededRandom } from '../../seeded-random.js';

/** The share of a normal distribution below x, within 1e-7 (Abramowitz and Stegun, 1964, formula 7.1.26). */
export function normalShareBelow(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const sum = 0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)));
  const tail = 0.5 * t * sum * Math.exp(-z * z);
  return x < 0 ? tail : 1 - tail;
}

/** Draws from a normal distribution cut to [0, 1]; its mean lies there. */
export function drawWithinUnit(
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
  random: SeededRandom,
): number {
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    const value = mean + deviation * normal;
    if (value >= 0 && value <= 1) {
      return value;
    }
  }
}
