import type { ClassLabel } from '@hpa/metrics';
import type { MeasuredEvaluation } from './evaluation-schema.js';

/** A field that contradicts another. */
export interface Disagreement {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Measured<Task> = Extract<MeasuredEvaluation, { readonly task: Task }>;

interface Place {
  readonly classes: readonly ClassLabel[];
  readonly path: Disagreement['path'];
}

/** Finds values of one evaluation that contradict each other, or the classes. */
export function* evaluationDisagreements(
  measured: MeasuredEvaluation,
  place: Place,
): Generator<Disagreement> {
  const { perClass, confusion, rocAuc, averagePrecision } = measured;
  yield* classDisagreements(perClass, { ...place, path: [...place.path, 'perClass'] });
  const lists = {
    confusion,
    'rocAuc.perClass': rocAuc.perClass,
    'averagePrecision.perClass': averagePrecision.perClass,
  };
  yield* lengthDisagreements(lists, place);
  yield* measured.task === 'single-label'
    ? singleLabelDisagreements(measured, place)
    : multiLabelDisagreements(measured, place);
}

/** Says whether a list has an entry for each class, in the order of the classes. */
export function* classDisagreements(
  listed: readonly ClassLabel[],
  { classes, path }: Place,
): Generator<Disagreement> {
  const same =
    listed.length === classes.length &&
    classes.every(({ id, name }, index) => listed[index]!.id === id && listed[index]!.name === name);
  if (!same) {
    yield { path, message: 'must list the classes of dataset.classes, in their order' };
  }
}

function* lengthDisagreements(
  lists: Readonly<Record<string, readonly unknown[]>>,
  { classes, path }: Place,
): Generator<Disagreement> {
  for (const [field, { length }] of Object.entries(lists)) {
    if (length !== classes.length) {
      const message = `must have one entry for each of ${classes.length} classes; received ${length}`;
      yield { path: [...path, ...field.split('.')], message };
    }
  }
}

function* singleLabelDisagreements(
  { n, confusion }: Measured<'single-label'>,
  { path }: Place,
): Generator<Disagreement> {
  yield* squareDisagreements(confusion, [...path, 'confusion']);
  const total = sum(confusion.flat());
  if (total !== n) {
    yield { path: [...path, 'confusion'], message: `must sum to n, ${n}; received a sum of ${total}` };
  }
}

function* multiLabelDisagreements(
  measured: Measured<'multi-label'>,
  { classes, path }: Place,
): Generator<Disagreement> {
  const { n, thresholds, perClass, confusion, ...rest } = measured;
  const { coOccurrence, mistakenFor, missedBeside } = rest;
  const squares = { coOccurrence, mistakenFor, missedBeside };
  yield* lengthDisagreements({ thresholds, ...squares }, { classes, path });
  for (const [field, counts] of Object.entries(squares)) {
    yield* squareDisagreements(counts, [...path, field]);
  }
  for (const [index, counts] of confusion.entries()) {
    const [, wrong, missed, found] = counts.flat() as [number, number, number, number];
    const total = sum(counts.flat());
    if (total !== n) {
      const message = `must sum to n, ${n}; received a sum of ${total}`;
      yield { path: [...path, 'confusion', index], message };
    }
    const expected = [
      { at: ['perClass', index, 'support'], received: perClass[index]?.support, count: found + missed },
      { at: ['perClass', index, 'predicted'], received: perClass[index]?.predicted, count: found + wrong },
      { at: ['coOccurrence', index, index], received: coOccurrence[index]?.[index], count: found + missed },
      { at: ['mistakenFor', index, index], received: mistakenFor[index]?.[index], count: 0 },
      { at: ['missedBeside', index, index], received: missedBeside[index]?.[index], count: missed },
    ];
    for (const { at, received, count } of expected) {
      if (received !== undefined && received !== count) {
        const message = `must be ${count}, as confusion[${index}] has it; received ${received}`;
        yield { path: [...path, ...at], message };
      }
    }
  }
}

function* squareDisagreements(
  counts: readonly (readonly number[])[],
  path: Disagreement['path'],
): Generator<Disagreement> {
  for (const [row, { length }] of counts.entries()) {
    if (length !== counts.length) {
      const message = `must have ${counts.length} counts, as many as there are rows; received ${length}`;
      yield { path: [...path, row], message };
    }
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
