import type { ClassLabel, Evaluation } from '@hpa/metrics';

/** A field that contradicts another. */
interface Disagreement {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Counts = { readonly [Split in 'train' | 'validation' | 'test']: number };

/** The fields of a report that must agree with each other. */
interface RelatedFields {
  readonly dataset: {
    readonly classes: readonly ClassLabel[];
    readonly counts: Counts;
    readonly perClass: readonly (ClassLabel & Counts)[];
  };
  readonly models: readonly {
    readonly name: string;
    readonly title: string;
    readonly status: 'complete' | 'interrupted' | 'failed';
    readonly failure?: string;
    readonly validation: Evaluation | null;
    readonly test: Evaluation | null;
  }[];
  readonly comparisons: readonly { readonly a: string; readonly b: string }[];
}

/** Finds values of a report that are right by themselves but contradict each other. */
export function* disagreements({ dataset, models, comparisons }: RelatedFields): Generator<Disagreement> {
  yield* datasetDisagreements(dataset);
  yield* repetitions(models, { field: 'name', path: ['models'] });
  yield* repetitions(models, { field: 'title', path: ['models'] });
  for (const [index, { status, failure, validation, test }] of models.entries()) {
    const path = ['models', index];
    if ((status === 'failed') !== (failure !== undefined)) {
      const message = `must be there if and only if the model failed; its status is ${status}`;
      yield { path: [...path, 'failure'], message };
    }
    for (const [split, measured] of Object.entries({ validation, test })) {
      if (measured) {
        yield* evaluationDisagreements(measured, { classes: dataset.classes, path: [...path, split] });
      } else if (status === 'complete') {
        yield { path: [...path, split], message: 'a complete model must be measured; received null' };
      }
    }
  }
  const names = models.map(({ name }) => name);
  for (const [index, { a, b }] of comparisons.entries()) {
    for (const [side, name] of Object.entries({ a, b })) {
      if (!names.includes(name)) {
        const message = `must be the name of a model (${names.join(', ') || 'there is none'}); received "${name}"`;
        yield { path: ['comparisons', index, side], message };
      }
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
  classes,
  counts,
  perClass,
}: RelatedFields['dataset']): Generator<Disagreement> {
  yield* repetitions(classes, { field: 'id', path: ['dataset', 'classes'] });
  yield* repetitions(classes, { field: 'name', path: ['dataset', 'classes'] });
  if (!sameClasses(perClass, classes)) {
    yield {
      path: ['dataset', 'perClass'],
      message: 'must list the classes of dataset.classes, in their order',
    };
  }
  for (const split of ['train', 'validation', 'test'] as const) {
    const total = perClass.reduce((sum, samples) => sum + samples[split], 0);
    if (total !== counts[split]) {
      const message = `must be the sum over dataset.perClass, ${total}; received ${counts[split]}`;
      yield { path: ['dataset', 'counts', split], message };
    }
  }
}

function* evaluationDisagreements(
  { n, perClass, confusion, rocAuc, averagePrecision }: Evaluation,
  { classes, path }: { classes: readonly ClassLabel[]; path: readonly (string | number)[] },
): Generator<Disagreement> {
  if (!sameClasses(perClass, classes)) {
    yield {
      path: [...path, 'perClass'],
      message: 'must list the classes of dataset.classes, in their order',
    };
  }
  const lengths = {
    confusion,
    'rocAuc.perClass': rocAuc.perClass,
    'averagePrecision.perClass': averagePrecision.perClass,
  };
  for (const [field, { length }] of Object.entries(lengths)) {
    if (length !== classes.length) {
      const message = `must have one entry for each of ${classes.length} classes; received ${length}`;
      yield { path: [...path, ...field.split('.')], message };
    }
  }
  for (const [row, { length }] of confusion.entries()) {
    if (length !== confusion.length) {
      const message = `must have ${confusion.length} counts, as many as there are rows; received ${length}`;
      yield { path: [...path, 'confusion', row], message };
    }
  }
  const total = confusion.flat().reduce((sum, samples) => sum + samples, 0);
  if (total !== n) {
    yield { path: [...path, 'confusion'], message: `must sum to n, ${n}; received a sum of ${total}` };
  }
}

function sameClasses(listed: readonly ClassLabel[], classes: readonly ClassLabel[]): boolean {
  return (
    listed.length === classes.length &&
    classes.every(({ id, name }, index) => listed[index]!.id === id && listed[index]!.name === name)
  );
}
