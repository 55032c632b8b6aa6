import { type MeasuredModel, measuredModels } from '../schema/measured-models.js';
import type { Report, Training } from '../schema/report-schema.js';
import { formatQuantity, formatScore } from '../words/format.js';
import { CALIBRATION_SCORES, formatValue, RANKING_SCORES, scoreOf } from '../words/scores.js';
import { ensembleTitle, trainingInWords } from '../words/trainings-in-words.js';
import type { Block, Section } from './section.js';

/** Whether the probabilities can be trusted, and how well they rank cells, whatever the threshold. */
export function calibrationSection(report: Report): Section {
  const title = 'Probabilities';
  const models = measuredModels(report);
  if (models.length === 0) {
    return { title, blocks: [] };
  }
  const { task } = report.dataset;
  const calibration = CALIBRATION_SCORES[task];
  const means = task === 'multi-label' ? 'All are means' : 'The others are means';
  const table = {
    caption: `On the test split. Lower is better in the first ${calibration.length} columns; higher is better in the others. ${means} over the locations.`,
    columns: [
      { label: 'Model' },
      ...[...calibration, ...RANKING_SCORES].map(({ label }) => ({ label, numeric: true })),
    ],
    rows: models.map(({ test, ...model }) => [
      ensembleTitle(model),
      ...calibration.map((score) => formatValue(score, scoreOf(test, score))),
      ...RANKING_SCORES.map((score) => formatValue(score, test[score.key].macro)),
    ]),
  };
  return { title, blocks: [{ kind: 'table', table }, ...temperatures(models)] };
}

/** How far the probabilities were from the truth before and after they were scaled. */
function temperatures(models: readonly MeasuredModel[]): Block[] {
  const scaled = models.flatMap(({ title, trainings }) =>
    trainings.flatMap(({ temperature, ...training }) =>
      temperature
        ? [
            {
              title: [title, trainingInWords(training)].filter((part) => part !== '').join(', '),
              ...temperature,
            },
          ]
        : [],
    ),
  );
  const [first] = scaled;
  if (!first) {
    return [];
  }
  const { split, samples, smoothing } = first;
  const drawn =
    smoothing === 0
      ? ''
      : ` Each location has its own; that of a rare location is drawn to the common one, as if it had ${formatQuantity(smoothing, 'cell')} more that are like all.`;
  const text = `Every probability of this report was scaled: the logits were divided by a temperature that was fitted on the ${formatQuantity(samples, 'cell')} of the ${split} split alone. Above 1 it makes a model less sure, below 1 surer; the order of the cells stays as it is. Probabilities that are all too high, as weights of rare locations in the loss make them, it cannot lower: the table says what error is left.${drawn}`;
  const digits = 3;
  const table = {
    caption: 'Expected calibration error before and after, lower is better',
    columns: [
      { label: 'Model' },
      { label: 'Temperature', numeric: true },
      ...['Validation, before', 'after', 'Test, before', 'after'].map((label) => ({ label, numeric: true })),
    ],
    rows: scaled.map(({ title, values, eceBefore, eceAfter }) => [
      title,
      temperatureInWords(values),
      ...[eceBefore.validation, eceAfter.validation, eceBefore.test, eceAfter.test].map((error) =>
        formatScore(error, { digits }),
      ),
    ]),
  };
  return [
    { kind: 'paragraph', text },
    { kind: 'table', table },
  ];
}

/** The one temperature, or the range of those of the locations. */
function temperatureInWords(values: NonNullable<Training['temperature']>['values']): string {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return values.length === 1 ? formatScore(low) : `${formatScore(low)} to ${formatScore(high)}`;
}
