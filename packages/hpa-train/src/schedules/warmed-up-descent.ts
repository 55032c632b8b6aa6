import { requireCount, requirePositive } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import type { Schedule } from './schedule.js';

/** What `cosine` and `linear` take. */
export interface DescentOptions {
  /** The highest rate, above 0. */
  readonly learningRate: number;
  /** The steps of the whole run, warm-up included: epochs times batches an epoch. A positive integer. */
  readonly steps: number;
  /** Steps of the warm-up, an integer in [0, steps); 0 by default. */
  readonly warmUp?: number;
  /** The rate from step `steps` on, in [0, learningRate]; 0 by default. */
  readonly minimum?: number;
}

/**
 * A schedule that rises linearly to the learning rate over the warm-up, falls from it to the minimum, and stays there.
 *
 * In the warm-up the rate is learningRate (step + 1) / (warmUp + 1). After it, `height` gives the share of the way from the minimum up
 * to the learning rate, from 1 to 0, at the share of the descent that has passed.
 *
 * @throws TypeError if an option is unknown; RangeError if one is out of range.
 */
export function warmedUpDescent(
  options: DescentOptions,
  { of, height }: { readonly of: string; readonly height: (passed: number) => number },
): Schedule {
  const {
    learningRate,
    steps,
    warmUp = 0,
    minimum = 0,
  } = requireOptions(options, {
    of,
    known: { learningRate: true, steps: true, warmUp: true, minimum: true },
  });
  requirePositive(learningRate, { name: 'learningRate' });
  requireCount(steps, { name: 'steps' });
  if (!Number.isInteger(warmUp) || warmUp < 0 || warmUp >= steps) {
    throw new RangeError(`warmUp must be an integer in [0, ${steps}), below the steps; received ${warmUp}`);
  }
  if (!(minimum >= 0 && minimum <= learningRate)) {
    throw new RangeError(
      `minimum must be in [0, ${learningRate}], up to the learning rate; received ${minimum}`,
    );
  }
  return (step) => {
    if (step < warmUp) {
      return (learningRate * (step + 1)) / (warmUp + 1);
    }
    const passed = Math.min(1, (step - warmUp) / (steps - warmUp));
    return minimum + (learningRate - minimum) * height(passed);
  };
}
