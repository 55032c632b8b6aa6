import { requireCount } from '../../require-number.js';
import { requireOptions } from '../../require-options.js';
import type { Mode, Trial } from '../trials/trial.js';
import type { Pruner } from './pruner.js';

/**
 * A pruner by asynchronous successive halving (Li et al., 2018, arXiv:1810.05934), in its stopping form: at the steps
 * `minimumSteps` times 1, `reductionFactor`, `reductionFactor`^2, ... a trial goes on if its value there is among the best
 * 1 / `reductionFactor` of those that have come so far, itself included; while fewer than `reductionFactor` have, if it is the
 * best. It never waits for others.
 *
 * @throws TypeError if an option is unknown; RangeError if `minimumSteps` is no positive integer, or `reductionFactor` no integer above 1.
 *
 * @example
 * import { pruners, search, space, strategies } from '@hpa/train';
 * const points = { height: space.choice([3, 2, 4]) };
 * const objective = async ({ height }, trial) => {
 *   await trial.report(1, height);
 *   return height;
 * };
 * const pruner = pruners.asha({ minimumSteps: 1, reductionFactor: 2 });
 * const { trials } = await search(points, objective, { strategy: strategies.grid(), pruner, seed: 1, mode: 'max' });
 * trials.map(({ state }) => state); // ["complete", "pruned", "complete"]
 */
export function asha(
  options: {
    /** The step of the first decision; a positive integer. Default: 1. */
    readonly minimumSteps?: number;
    /** Of how many trials one goes on; an integer above 1. Default: 3. */
    readonly reductionFactor?: number;
  } = {},
): Pruner {
  const { minimumSteps = 1, reductionFactor = 3 } = requireOptions(options, {
    of: 'asha',
    known: { minimumSteps: true, reductionFactor: true },
  });
  requireCount(minimumSteps, { name: 'minimumSteps' });
  if (!Number.isInteger(reductionFactor) || reductionFactor < 2) {
    throw new RangeError(`reductionFactor must be an integer above 1; received ${reductionFactor}`);
  }
  return {
    name: 'asha',
    settings: { minimumSteps, reductionFactor },
    prunes({ trial, others, mode }) {
      const [step, own] = trial.reports.at(-1)!;
      const before = trial.reports.at(-2)?.[0] ?? -1;
      let rung = minimumSteps;
      while (rung * reductionFactor <= step) {
        rung *= reductionFactor;
      }
      if (step < rung || before >= rung) {
        return false;
      }
      const values = [own, ...others.flatMap((other) => valueAt(other, rung) ?? [])];
      const places = Math.max(1, Math.floor(values.length / reductionFactor));
      return values.filter((value) => isBetter(value, { than: own, mode })).length >= places;
    },
  };
}

/** The first report at or after a step. */
function valueAt({ reports }: Pick<Trial, 'reports'>, rung: number): number | null {
  return reports.find(([step]) => step >= rung)?.[1] ?? null;
}

function isBetter(value: number, { than, mode }: { readonly than: number; readonly mode: Mode }): boolean {
  return mode === 'min' ? value < than : value > than;
}
