import { type MeasuredModel, measuredModels } from './schema/measured-models.js';
import type { Interval, Report } from './schema/report-schema.js';
import { formatDifference, formatInterval, formatList, formatRange, formatScore } from './words/format.js';

type Baseline = Report['baselines'][number];

/** How a model stands to a baseline: sure if an interval keeps to one side. */
type Standing = 'above' | 'unsure' | 'below';

/**
 * Says whether each measured model beats the baselines in test macro F1, by intervals: of the paired difference where the report has
 * it, else of the model's own score. A point alone says nothing. Returns no sentence if there is no baseline or no measured model.
 */
export function beatsBaselines(report: Report): string[] {
  const { baselines } = report;
  const models = measuredModels(report);
  if (baselines.length === 0 || models.length === 0) {
    return [];
  }
  const surely = models.filter((model) =>
    baselines.every((baseline) => standing(model, baseline) === 'above'),
  );
  const scores = formatList(baselines.map(({ name, test }) => `${name} ${formatScore(test.macroF1)}`));
  const paired = baselines.every(({ differences }) => differences !== undefined);
  const one = surely.length === 1;
  const end = paired
    ? 'the lower end of the interval of the difference'
    : `the lower end of ${one ? 'its interval' : 'their intervals'}`;
  return [
    ...(surely.length > 0
      ? [
          `${formatList(surely.map(({ title }) => title))} ${one ? 'beats' : 'beat'} ${all(baselines)} (${scores}), even at ${end}.`,
        ]
      : []),
    ...models.flatMap((model) =>
      surely.includes(model)
        ? []
        : baselines.flatMap((baseline) =>
            standing(model, baseline) === 'above' ? [] : [doubt(model, baseline)],
          ),
    ),
  ];
}

/** The difference of a model to a baseline, of the same test cells; absent in reports that do not hold it. */
function differenceOf({ name }: MeasuredModel, { differences }: Baseline) {
  return differences?.find(({ model }) => model === name);
}

function standing(model: MeasuredModel, baseline: Baseline): Standing {
  const paired = differenceOf(model, baseline);
  const interval: Interval | null = paired ? paired.interval : (model.scores.macroF1.interval ?? null);
  const mark = paired ? 0 : baseline.test.macroF1;
  if (interval === null) {
    return 'unsure';
  }
  return interval[0] > mark ? 'above' : interval[1] < mark ? 'below' : 'unsure';
}

function doubt(model: MeasuredModel, baseline: Baseline): string {
  const { mean, interval: own = null } = model.scores.macroF1;
  const verb = standing(model, baseline) === 'below' ? 'does not beat' : 'is not shown to beat';
  const paired = differenceOf(model, baseline);
  const interval = paired ? paired.interval : own;
  const range = paired
    ? `, a difference of ${formatDifference(paired.difference)}${interval ? ` (95 % interval ${formatRange(interval)})` : ''}`
    : interval
      ? ` ${formatInterval(interval)}`
      : '';
  const reason = interval ? '' : ', without an interval to say how surely';
  return `${model.title} ${verb} the baseline ${baseline.name} (${formatScore(baseline.test.macroF1)}): its ${model.trainings.length === 1 ? '' : 'mean '}macro F1 is ${formatScore(mean)}${range}${reason}.`;
}

function all(baselines: Report['baselines']): string {
  if (baselines.length === 1) {
    return 'the baseline';
  }
  return baselines.length === 2 ? 'both baselines' : `all ${baselines.length} baselines`;
}
