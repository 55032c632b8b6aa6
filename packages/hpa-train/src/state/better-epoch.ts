import type { Monitor } from '../types.js';
import type { BestEpoch, EpochRecord } from './history.js';
import { monitoredValue } from './monitored-value.js';

/**
 * Returns the better of the best epoch so far and a new one, which wins only if its value is strictly better.
 *
 * The value is that of the validation set if there is one. NaN is never better, not even than no epoch.
 *
 * @throws RangeError if the epoch has no such metric.
 */
export function betterEpoch(
  { best, record }: { readonly best: BestEpoch | null; readonly record: EpochRecord },
  { metric, mode }: Monitor,
): BestEpoch | null {
  const value = monitoredValue(record, { metric });
  if (Number.isNaN(value)) {
    return best;
  }
  const wins = best === null || (mode === 'min' ? value < best.value : value > best.value);
  return wins ? { epoch: record.epoch, metric, value } : best;
}
