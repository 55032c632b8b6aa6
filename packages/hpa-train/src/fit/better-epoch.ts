import type { Monitor } from '../types.js';
import type { BestEpoch, EpochRecord } from './history.js';

/**
 * The better of the best epoch so far and a new one: the new one only where its value is strictly better.
 *
 * The value is the validation's where there is one. NaN is never better, not even than nothing.
 *
 * @throws RangeError when the epoch has no such metric.
 */
export function betterEpoch(
  { best, record }: { readonly best: BestEpoch | null; readonly record: EpochRecord },
  { metric, mode }: Monitor,
): BestEpoch | null {
  const values: Readonly<Record<string, number>> = record.validation ?? {
    loss: record.loss,
    accuracy: record.accuracy,
  };
  const value = values[metric];
  if (value === undefined) {
    throw new RangeError(`metric must be one of ${Object.keys(values).join(', ')}; received ${metric}`);
  }
  if (Number.isNaN(value)) {
    return best;
  }
  const wins = best === null || (mode === 'min' ? value < best.value : value > best.value);
  return wins ? { epoch: record.epoch, metric, value } : best;
}
