import { type MeasuredModel, measuredModels } from './schema/measured-models.js';
import type { Report } from './schema/report-schema.js';
import { formatInterval, formatList, formatScore } from './words/format.js';

/**
 * Says whether the test macro F1 of each measured model is above every baseline, and whether the lower end of its
 * interval is too. Returns no sentence if there is no baseline or no measured model.
 */
export function beatsBaselines(report: Report): string[] {
  const { baselines } = report;
  const models = measuredModels(report);
  if (baselines.length === 0 || models.length === 0) {
    return [];
  }
  const highest = Math.max(...baselines.map(({ test }) => test.macroF1));
  const ahead = models.filter(({ test }) => test.macroF1 > highest);
  const surely = ahead.filter(({ test }) => (test.intervals.macroF1?.[0] ?? 0) > highest);
  const narrowly = ahead.filter((model) => !surely.includes(model));
  const behind = models.filter((model) => !ahead.includes(model));
  const scores = formatList(baselines.map(({ name, test }) => `${name} ${formatScore(test.macroF1)}`));
  const sentences = [
    surely.length > 0 &&
      `${subject(surely)} ${all(baselines)} (${scores}), even at the lower end of ${surely.length === 1 ? 'its interval' : 'their intervals'}.`,
    ...narrowly.map((model) => narrowSentence(model, { baselines, scores })),
    ...behind.map((model) => failureSentence(model, baselines)),
  ];
  return sentences.filter((sentence) => sentence !== false);
}

function subject(models: readonly MeasuredModel[]): string {
  return `${formatList(models.map(({ title }) => title))} ${models.length === 1 ? 'beats' : 'beat'}`;
}

function all(baselines: Report['baselines']): string {
  if (baselines.length === 1) {
    return 'the baseline';
  }
  return baselines.length === 2 ? 'both baselines' : `all ${baselines.length} baselines`;
}

function narrowSentence(
  model: MeasuredModel,
  { baselines, scores }: { baselines: Report['baselines']; scores: string },
): string {
  const { macroF1, intervals } = model.test;
  const doubt = intervals.macroF1
    ? `but not at the lower end of its interval, ${formatInterval(intervals.macroF1)}`
    : 'but without an interval to say how surely';
  return `${subject([model])} ${all(baselines)} (${scores}) with ${formatScore(macroF1)}, ${doubt}.`;
}

function failureSentence({ title, test }: MeasuredModel, baselines: Report['baselines']): string {
  const unbeaten = baselines.filter((baseline) => baseline.test.macroF1 >= test.macroF1);
  const named = unbeaten.map((baseline) => `${baseline.name} (${formatScore(baseline.test.macroF1)})`);
  return `${title} does not beat ${unbeaten.length === 1 ? 'the baseline' : 'the baselines'} ${formatList(named)}: its macro F1 is ${formatScore(test.macroF1)}.`;
}
