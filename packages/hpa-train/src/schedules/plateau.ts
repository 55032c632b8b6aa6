import { requireCount, requireFraction, requireNonNegative, requirePositive } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import { monitoredValue } from '../state/monitored-value.js';
import type { Schedule } from './schedule.js';

/**
 * A schedule that multiplies the learning rate by a factor each time a metric has not improved for `patience` epochs in a row, as
 * ReduceLROnPlateau of Keras does; that of PyTorch waits for one epoch more.
 *
 * It keeps nothing: the rate follows from the history alone, so that a resumed run has the rates of an uninterrupted one. An
 * epoch improves if its value beats the best so far by more than `threshold`: value > best + threshold |best| with mode
 * `'max'`, value < best - threshold |best| with `'min'`. NaN never improves.
 *
 * @throws TypeError if an option is unknown; RangeError if one is out of range or, in the schedule, the epochs have no such metric.
 *
 * @example
 * import { schedules } from '@hpa/train';
 * const schedule = schedules.plateau({ learningRate: 0.01, patience: 2, factor: 0.5, metric: 'loss', mode: 'min' });
 * const history = [1, 0.8, 0.9, 0.8].map((loss, index) => ({ epoch: index + 1, loss, accuracy: 0 }));
 * schedule(400, { epoch: 4, history }); // 0.005
 */
export function plateau(options: {
  /** Of the first epoch, above 0. */
  readonly learningRate: number;
  /** Epochs in a row without improvement after which the rate falls, a positive integer. */
  readonly patience: number;
  /** In [0, 1); 0.5 by default. */
  readonly factor?: number;
  /** `'loss'`, `'accuracy'` or a name in `metrics` of `fit`, of the validation set if there is one, otherwise of training. */
  readonly metric: string;
  /** `'min'`: lower is better; `'max'`: higher is better. */
  readonly mode: 'min' | 'max';
  /** The share of the best value by which an epoch must improve, at least 0; 0 by default. */
  readonly threshold?: number;
  /** The rate below which it does not fall, at least 0; 0 by default. */
  readonly minimum?: number;
}): Schedule {
  const {
    learningRate,
    patience,
    factor = 0.5,
    metric,
    mode,
    threshold = 0,
    minimum = 0,
  } = requireOptions(options, {
    of: 'plateau',
    known: {
      learningRate: true,
      patience: true,
      factor: true,
      metric: true,
      mode: true,
      threshold: true,
      minimum: true,
    },
  });
  requirePositive(learningRate, { name: 'learningRate' });
  requireCount(patience, { name: 'patience' });
  requireFraction(factor, { name: 'factor' });
  requireNonNegative(threshold, { name: 'threshold' });
  requireNonNegative(minimum, { name: 'minimum' });
  if (mode !== 'min' && mode !== 'max') {
    throw new RangeError(`mode must be 'min' or 'max'; received ${String(mode)}`);
  }
  const improves = (value: number, best: number | null): boolean => {
    if (best === null) {
      return !Number.isNaN(value);
    }
    const margin = threshold * Math.abs(best);
    return mode === 'max' ? value > best + margin : value < best - margin;
  };
  return (_, { history }) => {
    let rate = learningRate;
    let best: number | null = null;
    let waited = 0;
    for (const record of history) {
      const value = monitoredValue(record, { metric });
      if (improves(value, best)) {
        best = value;
        waited = 0;
        continue;
      }
      waited += 1;
      if (waited === patience) {
        rate = Math.max(Math.min(rate, minimum), rate * factor);
        waited = 0;
      }
    }
    return rate;
  };
}
