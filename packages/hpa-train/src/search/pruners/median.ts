import { requireCount, requireNonNegative } from '../../require-number.js';
import { requireOptions } from '../../require-options.js';
import type { Pruner } from './pruner.js';

/**
 * A pruner that ends a trial whose best report so far is worse than the median of what the complete trials had reported at that
 * step (the median stopping rule of Golovin et al., 2017, doi:10.1145/3097983.3098043, with values instead of their running means).
 *
 * @throws TypeError if an option is unknown; RangeError if one is out of range.
 *
 * @example
 * import { pruners, search, space, strategies } from '@hpa/train';
 * const points = { height: space.choice([3, 2, 1]) };
 * const objective = async ({ height }, trial) => {
 *   await trial.report(1, height);
 *   return height;
 * };
 * const pruner = pruners.median({ startupTrials: 2 });
 * const { trials } = await search(points, objective, { strategy: strategies.grid(), pruner, seed: 1, mode: 'max' });
 * trials.map(({ state }) => state); // ["complete", "complete", "pruned"]
 */
export function median(
  options: {
    /** How many trials must have reported at a step before any is ended there; a positive integer. Default: 5. */
    readonly startupTrials?: number;
    /** No trial is ended before this step; at least 0. Default: 0. */
    readonly minimumSteps?: number;
  } = {},
): Pruner {
  const { startupTrials = 5, minimumSteps = 0 } = requireOptions(options, {
    of: 'median',
    known: { startupTrials: true, minimumSteps: true },
  });
  requireCount(startupTrials, { name: 'startupTrials' });
  requireNonNegative(minimumSteps, { name: 'minimumSteps' });
  return {
    name: 'median',
    settings: { startupTrials, minimumSteps },
    prunes({ trial, others, mode }) {
      const [step] = trial.reports.at(-1)!;
      const values = others
        .filter(({ state }) => state === 'complete')
        .flatMap(({ reports }) => reports.filter(([reported]) => reported === step).map(([, value]) => value))
        .sort((a, b) => a - b);
      if (step < minimumSteps || values.length < startupTrials) {
        return false;
      }
      const middle = (values[(values.length - 1) >> 1]! + values[values.length >> 1]!) / 2;
      const own = trial.reports.map(([, value]) => value);
      return mode === 'min' ? Math.min(...own) > middle : Math.max(...own) < middle;
    },
  };
}
