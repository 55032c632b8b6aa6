import type { Report } from '../schema/report-schema.js';
import { formatCount, formatScore } from '../words/format.js';
import { SCORES } from '../words/scores.js';
import { trainingInWords } from '../words/trainings-in-words.js';
import type { Block } from './section.js';

/** Up to this many trainings, their table is shown; a longer one is folded. */
const UNFOLDED_TRAININGS = 12;

/** Every training of models that have several: its seed, the epoch that was kept, and its scores. */
export function trainingsTable({ models, dataset }: Report): Block[] {
  const repeated = models.filter(({ trainings }) => trainings.length > 1);
  const [first, second] = SCORES[dataset.task];
  const scores = [first!, second!];
  const rows = repeated.flatMap(({ title, trainings }) =>
    trainings.map((training) => [
      `${title}, ${trainingInWords(training)}${training.status === 'complete' ? '' : ` (${training.status})`}`,
      String(training.seed),
      training.best
        ? `${formatCount(training.best.epoch)} of ${formatCount(training.epochs)}`
        : formatScore(null),
      formatScore(training.validation?.macroF1 ?? null, { digits: 3 }),
      ...scores.map(({ key }) => formatScore(training.test?.[key] ?? null, { digits: 3 })),
    ]),
  );
  if (rows.length === 0) {
    return [];
  }
  const spread = repeated.flatMap(({ title, scores: summed }) => {
    const deviation = summed?.macroF1.deviation ?? null;
    return deviation === null ? [] : [`${title} ${formatScore(deviation, { digits: 3 })}`];
  });
  const table = {
    caption: `Every training by itself. Standard deviation of macro F1 over the trainings: ${spread.join(', ') || 'not known yet'}.`,
    columns: [
      { label: 'Training' },
      { label: 'Seed', numeric: true },
      { label: 'Kept epoch', numeric: true },
      { label: 'Macro F1 in validation', numeric: true },
      ...scores.map(({ label }) => ({ label: `${label} in test`, numeric: true })),
    ],
    rows,
  };
  return [{ kind: 'table', table, folded: rows.length > UNFOLDED_TRAININGS }];
}
