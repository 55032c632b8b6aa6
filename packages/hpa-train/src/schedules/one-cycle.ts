import { requireCount, requirePositive } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import type { Schedule } from './schedule.js';

/**
 * A schedule of one cycle (Smith and Topin, arXiv 1708.07120) as OneCycleLR of PyTorch has it in two phases: the rate rises from
 * maximum / divisor to the maximum, and falls from there to maximum / (divisor finalDivisor). Momentum is left alone.
 *
 * The rise ends at step warmUpShare steps - 1, the fall at step steps - 1; later steps keep the last rate.
 *
 * @throws TypeError if an option is unknown; RangeError if one is out of range.
 *
 * @example
 * import { schedules } from '@hpa/train';
 * const schedule = schedules.oneCycle({ maximum: 1, steps: 8, warmUpShare: 0.5, divisor: 10, annealing: 'linear' });
 * [0, 1, 2, 3].map((step) => schedule(step, { epoch: 0, history: [] })); // [0.1, 0.4, 0.7, 1]
 */
export function oneCycle(options: {
  /** The highest rate, above 0. */
  readonly maximum: number;
  /** The steps of the whole run: epochs times batches an epoch, at least 2. */
  readonly steps: number;
  /** The share of the steps in which the rate rises, in (0, 1) and more than one step; 0.3 by default. */
  readonly warmUpShare?: number;
  /** The way up and down: half a cosine each, as by default, or straight lines. */
  readonly annealing?: 'cosine' | 'linear';
  /** The maximum divided by the first rate, at least 1; 25 by default. */
  readonly divisor?: number;
  /** The first rate divided by the last one, at least 1; 10,000 by default. */
  readonly finalDivisor?: number;
}): Schedule {
  const {
    maximum,
    steps,
    warmUpShare = 0.3,
    annealing = 'cosine',
    divisor = 25,
    finalDivisor = 1e4,
  } = requireOptions(options, {
    of: 'oneCycle',
    known: {
      maximum: true,
      steps: true,
      warmUpShare: true,
      annealing: true,
      divisor: true,
      finalDivisor: true,
    },
  });
  requirePositive(maximum, { name: 'maximum' });
  requireCount(steps, { name: 'steps' });
  const peak = warmUpShare * steps - 1;
  if (!(warmUpShare < 1 && peak > 0)) {
    throw new RangeError(
      `warmUpShare must be below 1 and more than one of ${steps} steps; received ${warmUpShare}`,
    );
  }
  if (annealing !== 'cosine' && annealing !== 'linear') {
    throw new RangeError(`annealing must be 'cosine' or 'linear'; received ${String(annealing)}`);
  }
  for (const [name, value] of Object.entries({ divisor, finalDivisor })) {
    if (!(value >= 1 && Number.isFinite(value))) {
      throw new RangeError(`${name} must be at least 1; received ${value}`);
    }
  }
  const first = maximum / divisor;
  const last = first / finalDivisor;
  const between = (from: number, to: number, passed: number): number =>
    from + (to - from) * (annealing === 'linear' ? passed : (1 - Math.cos(Math.PI * passed)) / 2);
  return (step) =>
    step <= peak
      ? between(first, maximum, step / peak)
      : between(maximum, last, Math.min(1, (step - peak) / (steps - 1 - peak)));
}
