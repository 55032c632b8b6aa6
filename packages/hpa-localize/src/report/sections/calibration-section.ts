import { measuredModels } from '../schema/measured-models.js';
import type { Report } from '../schema/report-schema.js';
import { CALIBRATION_SCORES, formatValue, RANKING_SCORES, scoreOf } from '../words/scores.js';
import type { Section } from './section.js';

/** Whether the probabilities can be trusted, and how well they rank cells, whatever the threshold. */
export function calibrationSection(report: Report): Section {
  const title = 'Probabilities';
  const models = measuredModels(report);
  if (models.length === 0) {
    return { title, blocks: [] };
  }
  const calibration = CALIBRATION_SCORES[report.dataset.task];
  const table = {
    caption: `On the test split. Lower is better in the first ${calibration.length} columns; higher is better in the others, which are means over the locations.`,
    columns: [
      { label: 'Model' },
      ...[...calibration, ...RANKING_SCORES].map(({ label }) => ({ label, numeric: true })),
    ],
    rows: models.map(({ title, test }) => [
      title,
      ...calibration.map((score) => formatValue(score, scoreOf(test, score))),
      ...RANKING_SCORES.map((score) => formatValue(score, test[score.key].macro)),
    ]),
  };
  return { title, blocks: [{ kind: 'table', table }] };
}
