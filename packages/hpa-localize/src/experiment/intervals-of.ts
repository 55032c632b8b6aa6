import type { Evaluation, Interval, ModelReport } from '../report/schema/report-schema.js';

/** The interval of each score that an evaluation gives one, and why there is none, as the scores of a model hold them. */
export function intervalsOf({
  intervals,
  withoutInterval,
}: Evaluation): Record<string, Pick<NonNullable<ModelReport['scores']>[string], 'interval' | 'reason'>> {
  const reasons: Readonly<Partial<Record<string, string>>> = withoutInterval ?? {};
  return Object.fromEntries(
    Object.entries<Interval | null>(intervals).map(([name, interval]) => {
      const reason = reasons[name];
      return [name, { interval, ...(reason !== undefined && { reason }) }];
    }),
  );
}
