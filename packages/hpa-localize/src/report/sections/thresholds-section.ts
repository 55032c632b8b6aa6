import { type MeasuredModel, measuredModels } from '../schema/measured-models.js';
import type { ModelReport, Report } from '../schema/report-schema.js';
import { formatQuantity, formatScore } from '../words/format.js';
import type { Block, Section, Term } from './section.js';

type Thresholds = NonNullable<ModelReport['thresholds']>;

/** From which probability on each model predicts a location, and what the thresholds were fitted on. */
export function thresholdsSection(report: Report): Section {
  const title = 'Thresholds';
  const models = measuredModels(report).flatMap(({ thresholds, ...model }) =>
    thresholds ? [{ ...model, thresholds }] : [],
  );
  if (models.length === 0) {
    return { title, blocks: [] };
  }
  const text =
    'A location is predicted if its probability is at least its threshold; a cell all of whose probabilities are below gets no location. Thresholds are fitted on the validation split alone, after the probabilities were scaled by temperature; nothing is fitted on the test split, of which the scores are.';
  return {
    title,
    blocks: [
      { kind: 'paragraph', text },
      { kind: 'terms', entries: models.map(howFitted) },
      valuesTable(report, models),
    ],
  };
}

function howFitted({
  title,
  thresholds,
  trainings,
}: MeasuredModel & { readonly thresholds: Thresholds }): Term {
  const { method, split, samples, smoothing } = thresholds;
  if (method === 'fixed') {
    return { term: title, meaning: `${METHODS.fixed}.` };
  }
  const mean =
    trainings.length === 1
      ? ''
      : ` Those of its ${trainings.length} trainings are averaged for the ensemble.`;
  const smoothed =
    smoothing === 0
      ? ''
      : ` A location of ${formatQuantity(smoothing, 'cell')} goes half by its own, half by the threshold of all locations at once; the more cells, the more by its own.`;
  return {
    term: title,
    meaning: `${METHODS[method]}, fitted on the ${formatQuantity(samples, 'cell')} of the ${split} split.${smoothed}${mean}`,
  };
}

const METHODS: Readonly<Record<Thresholds['method'], string>> = {
  'max-f1': 'The threshold of the highest F1 of each location',
  'label-ratio': 'The threshold at which as many cells are predicted at each location as are there',
  fixed: 'The same threshold for all locations, chosen beforehand',
};

/** Thresholds, and beside them the temperatures of models that have one per location. */
function valuesTable(
  { dataset }: Report,
  models: readonly (MeasuredModel & { readonly thresholds: Thresholds })[],
): Block {
  const { classes } = dataset;
  const columns = models.flatMap(({ title, thresholds, trainings }) => {
    const temperature = trainings.length === 1 ? trainings[0]!.temperature : undefined;
    return [
      { label: `${title}: threshold`, values: thresholds.values },
      ...(temperature && temperature.values.length === classes.length
        ? [{ label: `${title}: temperature`, values: temperature.values }]
        : []),
    ];
  });
  return {
    kind: 'table',
    folded: true,
    table: {
      caption: 'Thresholds and temperatures by location',
      columns: [{ label: 'Location' }, ...columns.map(({ label }) => ({ label, numeric: true }))],
      rows: classes.map(({ name }, at) => [
        name,
        ...columns.map(({ values }) => formatScore(values[at]!, { digits: 3 })),
      ]),
    },
  };
}
