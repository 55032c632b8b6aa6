import type { EpochRecord } from './history.js';

/**
 * Returns a metric of an epoch: of the validation set if there is one, otherwise of training.
 *
 * @throws RangeError if the epoch has no such metric.
 */
export function monitoredValue(record: EpochRecord, { metric }: { readonly metric: string }): number {
  const values: Readonly<Record<string, number>> = record.validation ?? {
    loss: record.loss,
    accuracy: record.accuracy,
  };
  const value = Object.hasOwn(values, metric) ? values[metric] : undefined;
  if (value === undefined) {
    throw new RangeError(`metric must be one of ${Object.keys(values).join(', ')}; received ${metric}`);
  }
  return value;
}
