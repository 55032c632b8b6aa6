import type { Evaluation, Interval, ModelReport } from '../report/schema/report-schema.js';

/** The interval of each score that an evaluation gives one, and why there is none, as the scores of a model hold them. */
export function intervalsOf({
  intervals,
}: Evaluation): Record<string, Pick<NonNullable<ModelReport['scores']>[string], 'interval' | 'reason'>> {
  return Object.fromEntries(
    Object.entries<Interval | null>(intervals).map(([name, interval]) => [name, { interval }]),
  );
}
