import { requireCount } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import { betterEpoch } from '../state/better-epoch.js';
import type { BestEpoch } from '../state/history.js';
import type { Callback, TrainingRun } from './callback.js';

/**
 * A callback that stops, with the reason `'early'`, when this many epochs in a row have not improved on the best.
 *
 * It keeps nothing: the best follows from the history, so that a resumed run stops where an uninterrupted one does. Which epoch the
 * model ends with is the `monitor` option of fit(). NaN never improves.
 *
 * @throws TypeError if an option is unknown; RangeError if the patience is no positive integer, the mode is none or, at the start of
 * a run, its epochs have no such metric.
 *
 * @example
 * import { callbacks } from '@hpa/train';
 * const stopping = callbacks.earlyStopping({ metric: 'loss', mode: 'min', patience: 2 });
 * const reasons = [];
 * const history = [1, 2, 3].map((loss, index) => ({ epoch: index + 1, loss, accuracy: 0 }));
 * stopping.onEpoch(history[2], { history, stop: (reason) => reasons.push(reason) });
 * reasons; // ["early"]
 */
export function earlyStopping(options: {
  /** `'loss'`, `'accuracy'` or a name in `metrics` of fit(), of the validation set if there is one, otherwise of training. */
  readonly metric: string;
  /** `'min'`: lower is better; `'max'`: higher is better. */
  readonly mode: 'min' | 'max';
  /** Epochs in a row without improvement, a positive integer. */
  readonly patience: number;
}): Callback {
  const { metric, mode, patience } = requireOptions(options, {
    of: 'earlyStopping',
    known: { metric: true, mode: true, patience: true },
  });
  requireCount(patience, { name: 'patience' });
  if (mode !== 'min' && mode !== 'max') {
    throw new RangeError(`mode must be 'min' or 'max'; received ${String(mode)}`);
  }
  const stopIfLate = ({ history, stop }: Pick<TrainingRun, 'history' | 'stop'>): void => {
    let best: BestEpoch | null = null;
    for (const record of history) {
      best = betterEpoch({ best, record }, { metric, mode });
    }
    if (history.length - (best?.epoch ?? 0) >= patience) {
      stop('early');
    }
  };
  return {
    name: 'earlyStopping',
    onStart(run) {
      if (!run.metrics.includes(metric)) {
        throw new RangeError(`metric must be one of ${run.metrics.join(', ')}; received ${metric}`);
      }
      stopIfLate(run);
    },
    onEpoch: (_, run) => stopIfLate(run),
  };
}
