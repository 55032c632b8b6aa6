import { measuredModels } from '../schema/measured-models.js';
import type { Report } from '../schema/report.js';
import { formatScore } from '../words/format.js';
import type { Section } from './section.js';

/** Whether the probabilities can be believed, and how well they rank cells whatever the threshold. */
export function calibrationSection(report: Report): Section {
  const title = 'Probabilities';
  const models = measuredModels(report);
  if (models.length === 0) {
    return { title, blocks: [] };
  }
  const table = {
    caption: 'On the test split. Lower is better in the first three columns, higher in the last two.',
    columns: [
      { label: 'Model' },
      { label: 'Log loss', numeric: true },
      { label: 'Brier score', numeric: true },
      { label: 'ECE', numeric: true },
      { label: 'ROC AUC, macro', numeric: true },
      { label: 'Average precision, macro', numeric: true },
    ],
    rows: models.map(({ title, test }) => [
      title,
      formatScore(test.logLoss, { digits: 3 }),
      formatScore(test.brier, { digits: 3 }),
      formatScore(test.ece, { digits: 3 }),
      formatScore(test.rocAuc.macro, { digits: 3 }),
      formatScore(test.averagePrecision.macro, { digits: 3 }),
    ]),
  };
  return { title, blocks: [{ kind: 'table', table }] };
}
