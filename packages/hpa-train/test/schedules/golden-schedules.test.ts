import { expect, test } from 'vitest';
import { type Schedule, schedules } from '../../src/index.js';
import { optimizerGoldens } from '../support/golden-optimizers.js';

// `plateau` has its goldens in its own test.
const SCHEDULES: Record<string, (options: never) => Schedule> = schedules;

const cases = optimizerGoldens.schedules.map(
  (golden) => [`${golden.schedule}(${JSON.stringify(golden.options)})`, golden] as const,
);

test.each(cases)('rates are those of PyTorch: %s', (_, { schedule, options, rates }) => {
  const rateAt = SCHEDULES[schedule]!(options as never);
  for (const [step, rate] of rates.entries()) {
    const actual = rateAt(step, { epoch: 0, history: [] });
    // Twelve digits are in the goldens; PyTorch multiplies its rate from step to step, which rounds a little at each.
    expect(Math.abs(actual - rate), `${actual} at step ${step}, expected ${rate}`).toBeLessThan(1e-11);
  }
});
