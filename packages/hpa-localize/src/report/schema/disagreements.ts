import type { Dataset } from './dataset-schema.js';
import {
  classDisagreements,
  type Disagreement,
  evaluationDisagreements,
} from './evaluation-disagreements.js';
import type { MeasuredEvaluation } from './evaluation-schema.js';
import type { ModelReport } from './model-schema.js';
import type { Training } from './training-schema.js';

/** The fields of a report that must agree with each other. */
interface RelatedFields {
  readonly dataset: Pick<Dataset, 'task' | 'classes' | 'counts' | 'perClass' | 'locationsPerCell'>;
  readonly models: readonly ModelReport[];
  readonly comparisons: readonly { readonly a: string; readonly b: string }[];
  readonly aggregates?: readonly { readonly model: string }[] | undefined;
}

const SPLITS = ['train', 'validation', 'test'] as const;

/** Finds values of a report that are right by themselves but contradict each other. */
export function* disagreements({
  dataset,
  models,
  comparisons,
  aggregates = [],
}: RelatedFields): Generator<Disagreement> {
  yield* datasetDisagreements(dataset);
  yield* repetitions(models, { field: 'name', path: ['models'] });
  yield* repetitions(models, { field: 'title', path: ['models'] });
  for (const [index, model] of models.entries()) {
    yield* modelDisagreements(model, { dataset, path: ['models', index] });
  }
  const names = models.map(({ name }) => name);
  const named = [
    ...comparisons.flatMap(({ a, b }, index) => [
      { name: a, path: ['comparisons', index, 'a'] },
      { name: b, path: ['comparisons', index, 'b'] },
    ]),
    ...aggregates.map(({ model }, index) => ({ name: model, path: ['aggregates', index, 'model'] })),
  ];
  for (const { name, path } of named) {
    if (!names.includes(name)) {
      const message = `must be the name of a model (${names.join(', ') || 'there is none'}); received "${name}"`;
      yield { path, message };
    }
  }
}

function* repetitions<Field extends string>(
  entries: readonly Readonly<Record<Field, unknown>>[],
  { field, path }: { field: Field; path: readonly (string | number)[] },
): Generator<Disagreement> {
  const values = entries.map((entry) => entry[field]);
  for (const [index, value] of values.entries()) {
    const first = values.indexOf(value);
    if (first !== index) {
      yield {
        path: [...path, index, field],
        message: `must differ from that of entry ${first}; received ${value} again`,
      };
    }
  }
}

function* datasetDisagreements({
  task,
  classes,
  counts,
  perClass,
  locationsPerCell,
}: RelatedFields['dataset']): Generator<Disagreement> {
  yield* repetitions(classes, { field: 'id', path: ['dataset', 'classes'] });
  yield* repetitions(classes, { field: 'name', path: ['dataset', 'classes'] });
  yield* classDisagreements(perClass, { classes, path: ['dataset', 'perClass'] });
  if ((task === 'multi-label') !== (locationsPerCell !== undefined)) {
    const message = `must be there if and only if the task is multi-label; it is ${task}`;
    yield { path: ['dataset', 'locationsPerCell'], message };
  }
  for (const split of SPLITS) {
    const labels = perClass.reduce((sum, samples) => sum + samples[split], 0);
    if (!locationsPerCell) {
      if (labels !== counts[split]) {
        const message = `must be the sum over dataset.perClass, ${labels}; received ${counts[split]}`;
        yield { path: ['dataset', 'counts', split], message };
      }
      continue;
    }
    const samples = locationsPerCell.reduce((sum, cells) => sum + cells[split], 0);
    if (samples !== counts[split]) {
      const message = `must be the sum over dataset.locationsPerCell, ${samples}; received ${counts[split]}`;
      yield { path: ['dataset', 'counts', split], message };
    }
    const counted = locationsPerCell.reduce((sum, cells, locations) => sum + locations * cells[split], 0);
    if (counted !== labels) {
      const message = `must count the labels of dataset.perClass, ${labels} in ${split}; received ${counted}`;
      yield { path: ['dataset', 'locationsPerCell'], message };
    }
  }
}

function* modelDisagreements(
  { status, failure, trainings, thresholds, validation, test }: ModelReport,
  {
    dataset: { task, classes },
    path,
  }: { readonly dataset: RelatedFields['dataset']; readonly path: Disagreement['path'] },
): Generator<Disagreement> {
  yield* failureDisagreements({ status, failure }, path);
  for (const [index, training] of trainings.entries()) {
    yield* trainingDisagreements(training, { task, classes, path: [...path, 'trainings', index] });
  }
  for (const [split, measured] of Object.entries({ validation, test })) {
    if (measured) {
      yield* taskDisagreements(measured, { task, thresholds, path: [...path, split] });
      yield* evaluationDisagreements(measured, { classes, path: [...path, split] });
    } else if (status === 'complete') {
      yield { path: [...path, split], message: 'a complete model must be measured; received null' };
    }
  }
  if (thresholds && task === 'single-label') {
    const message = 'only a model of several labels has thresholds; the task is single-label';
    yield { path: [...path, 'thresholds'], message };
  }
  if (!thresholds && task === 'multi-label' && test) {
    yield { path: [...path, 'thresholds'], message: 'a measured model of several labels must have them' };
  }
  if (thresholds && thresholds.values.length !== classes.length) {
    const message = `must have one entry for each of ${classes.length} classes; received ${thresholds.values.length}`;
    yield { path: [...path, 'thresholds', 'values'], message };
  }
}

function* failureDisagreements(
  { status, failure }: { readonly status: Training['status']; readonly failure?: string | undefined },
  path: Disagreement['path'],
): Generator<Disagreement> {
  if ((status === 'failed') !== (failure !== undefined)) {
    const message = `must be there if and only if the training failed; the status is ${status}`;
    yield { path: [...path, 'failure'], message };
  }
}

function* trainingDisagreements(
  training: Training,
  { task, classes, path }: Pick<Dataset, 'task' | 'classes'> & { readonly path: Disagreement['path'] },
): Generator<Disagreement> {
  const { status, thresholds, temperature, validation, test } = training;
  yield* failureDisagreements(training, path);
  for (const [split, measured] of Object.entries({ validation, test })) {
    if (!measured && status === 'complete') {
      yield { path: [...path, split], message: 'a complete training must be measured; received null' };
    }
  }
  if (test && (task === 'multi-label') !== (thresholds !== undefined)) {
    const message = `a measured training must have them if and only if the task is multi-label; it is ${task}`;
    yield { path: [...path, 'thresholds'], message };
  }
  if (thresholds && thresholds.length !== classes.length) {
    const message = `must have one entry for each of ${classes.length} classes; received ${thresholds.length}`;
    yield { path: [...path, 'thresholds'], message };
  }
  const temperatures = temperature?.values.length ?? 1;
  if (temperatures !== 1 && (task === 'single-label' || temperatures !== classes.length)) {
    const several = task === 'single-label' ? '' : `, or one for each of ${classes.length} classes`;
    const message = `must have one entry${several}; received ${temperatures}`;
    yield { path: [...path, 'temperature', 'values'], message };
  }
}

function* taskDisagreements(
  measured: MeasuredEvaluation,
  {
    task,
    thresholds,
    path,
  }: {
    readonly task: Dataset['task'];
    readonly thresholds: ModelReport['thresholds'] | undefined;
    readonly path: Disagreement['path'];
  },
): Generator<Disagreement> {
  if (measured.task !== task) {
    const message = `must be that of dataset.task, ${task}; received ${measured.task}`;
    yield { path: [...path, 'task'], message };
  } else if (measured.task === 'multi-label' && thresholds) {
    const at = measured.thresholds.findIndex((value, index) => value !== thresholds.values[index]);
    if (at >= 0) {
      const message = `must be that of the model, ${thresholds.values[at]}; received ${measured.thresholds[at]}`;
      yield { path: [...path, 'thresholds', at], message };
    }
  }
}
