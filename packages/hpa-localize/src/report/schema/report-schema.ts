import { z } from 'zod';
import type { Report } from './report.js';

export type { Report } from './report.js';

/**
 * Checks that a value, such as the parsed text of a `report.json`, is a report of schema version 1, whole and
 * in agreement with itself, and returns it.
 *
 * @throws Error with one line for each thing that is wrong: its path, what was expected and what came. Unknown
 * fields are wrong as well.
 *
 * @example
 * const report = parseReport(JSON.parse(await readFile('runs/first/report.json', 'utf8')));
 */
export function parseReport(value: unknown): Report {
  const result = reportSchema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const lines = result.error.issues.map(({ path, message }) => `  ${pathInWords(path)}: ${message}`);
  throw new Error(`not a report of schema version 1:\n${lines.join('\n')}`);
}

const count = z.int().nonnegative();
const share = z.number().min(0).max(1);
const text = z.string().min(1);
const interval = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low <= high, { error: 'the lower end must come first' });
const className = z.strictObject({ id: count, name: text });
const splitCounts = z.strictObject({ train: count, validation: count, test: count });
const status = z.enum(['complete', 'interrupted']);
const setting = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.number())]);
const oneVersusRest = z.strictObject({ macro: share.nullable(), perClass: z.array(share.nullable()) });

const evaluation = z.strictObject({
  task: z.literal('single-label'),
  n: count,
  accuracy: share,
  macroF1: share,
  balancedAccuracy: share,
  mcc: z.number().min(-1).max(1),
  kappa: z.number().min(-1).max(1),
  logLoss: z.number().nonnegative(),
  brier: z.number().min(0).max(2),
  ece: share,
  rocAuc: oneVersusRest,
  averagePrecision: oneVersusRest,
  perClass: z.array(className.extend({ precision: share, recall: share, f1: share, support: count })),
  confusion: z.array(z.array(count)),
  intervals: z.strictObject({ accuracy: interval.nullable(), macroF1: interval.nullable() }),
});

const dataset = z.strictObject({
  source: text,
  classes: z.array(className).min(2),
  counts: splitCounts,
  perClass: z.array(className.extend(splitCounts.shape)),
  grouped: z.boolean(),
  groups: count.exactOptional(),
  imageSize: z.int().positive(),
  leakage: z.strictObject({ duplicateIds: count, sharedGroups: count, nearDuplicates: count.nullable() }),
  skipped: z
    .array(z.strictObject({ id: z.string(), reason: text }))
    .min(1)
    .exactOptional(),
});

const backend = z.strictObject({
  name: text,
  device: text,
  threads: z.int().positive().nullable(),
  version: text.exactOptional(),
  passedOver: z.array(z.strictObject({ name: text, reason: text })),
});

const baseline = z.strictObject({
  name: text,
  description: text,
  test: z.strictObject({ accuracy: share, macroF1: share }),
});

const epoch = z.strictObject({
  epoch: z.int().positive(),
  loss: z.number(),
  accuracy: share.exactOptional(),
  validationLoss: z.number(),
  validationAccuracy: share,
  validationMacroF1: share,
  learningRate: z.number().nonnegative(),
  seconds: z.number().nonnegative(),
});

const recipe = z
  .object({
    optimizer: text,
    learningRate: z.number().positive(),
    batchSize: z.int().positive(),
    augment: setting,
    classWeights: setting,
  })
  .catchall(setting);

const model = z.strictObject({
  name: text,
  title: text,
  architecture: text,
  parameters: count,
  trainableParameters: count,
  weights: text,
  status,
  epochs: count,
  secondsPerEpoch: z.number().nonnegative().nullable(),
  imagesPerSecond: z.number().nonnegative().nullable(),
  best: z.strictObject({ epoch: z.int().positive(), metric: text, value: z.number() }).nullable(),
  history: z.array(epoch),
  recipe,
  validation: evaluation.nullable(),
  test: evaluation.nullable(),
});

const comparison = z.strictObject({
  a: text,
  b: text,
  metric: z.enum(['accuracy', 'macroF1', 'balancedAccuracy', 'mcc']),
  difference: z.number(),
  interval: interval.nullable(),
  pValue: share.nullable(),
  adjustedPValue: share.nullable(),
  test: text,
});

const reportSchema: z.ZodType<Report> = z
  .strictObject({
    schemaVersion: z.literal(1),
    createdAt: z.iso.datetime(),
    command: text,
    status,
    synthetic: z.boolean(),
    protocol: z.enum(['honest', 'notebook']),
    seed: count,
    notes: z.array(text),
    dataset,
    backend,
    baselines: z.array(baseline),
    models: z.array(model),
    comparisons: z.array(comparison),
  })
  .superRefine((report, context) => {
    for (const { path, message } of disagreements(report)) {
      context.addIssue({ code: 'custom', path, message });
    }
  });

interface Disagreement {
  readonly path: (string | number)[];
  readonly message: string;
}

/** What each field may hold alone, but not beside the others. */
function* disagreements(report: Report): Generator<Disagreement> {
  yield* datasetDisagreements(report);
  yield* repetitions(report.models, { field: 'name', path: ['models'] });
  yield* repetitions(report.models, { field: 'title', path: ['models'] });
  for (const [index, { status, validation, test }] of report.models.entries()) {
    const path = ['models', index];
    for (const [split, measured] of Object.entries({ validation, test })) {
      if (measured) {
        yield* evaluationDisagreements(measured, { report, path: [...path, split] });
      } else if (status === 'complete') {
        yield { path: [...path, split], message: 'a complete model must be measured; received null' };
      }
    }
  }
  const names = report.models.map(({ name }) => name);
  for (const [index, { a, b }] of report.comparisons.entries()) {
    for (const [side, name] of Object.entries({ a, b })) {
      if (!names.includes(name)) {
        const message = `expected the name of a model (${names.join(', ') || 'there is none'}); received "${name}"`;
        yield { path: ['comparisons', index, side], message };
      }
    }
  }
}

function* repetitions<Field extends string>(
  entries: readonly Readonly<Record<Field, unknown>>[],
  { field, path }: { field: Field; path: (string | number)[] },
): Generator<Disagreement> {
  const values = entries.map((entry) => entry[field]);
  for (const [index, value] of values.entries()) {
    const first = values.indexOf(value);
    if (first !== index) {
      yield {
        path: [...path, index, field],
        message: `expected another than that of entry ${first}; received ${value} again`,
      };
    }
  }
}

function* datasetDisagreements({ dataset }: Report): Generator<Disagreement> {
  const { classes, counts, perClass } = dataset;
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
      const message = `expected the sum over dataset.perClass, ${total}; received ${counts[split]}`;
      yield { path: ['dataset', 'counts', split], message };
    }
  }
}

function* evaluationDisagreements(
  { n, perClass, confusion, rocAuc, averagePrecision }: NonNullable<Report['models'][number]['test']>,
  { report, path }: { report: Report; path: (string | number)[] },
): Generator<Disagreement> {
  const { classes } = report.dataset;
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
      const message = `expected one entry for each of ${classes.length} classes; received ${length}`;
      yield { path: [...path, ...field.split('.')], message };
    }
  }
  for (const [row, { length }] of confusion.entries()) {
    if (length !== confusion.length) {
      const message = `expected ${confusion.length} counts, as there are rows; received ${length}`;
      yield { path: [...path, 'confusion', row], message };
    }
  }
  const total = confusion.flat().reduce((sum, samples) => sum + samples, 0);
  if (total !== n) {
    yield { path: [...path, 'confusion'], message: `expected counts that sum to n, ${n}; received ${total}` };
  }
}

function sameClasses(
  listed: readonly { id: number; name: string }[],
  classes: Report['dataset']['classes'],
): boolean {
  return (
    listed.length === classes.length &&
    classes.every(({ id, name }, index) => listed[index]!.id === id && listed[index]!.name === name)
  );
}

/** `['models', 0, 'name']` becomes `models[0].name`. */
function pathInWords(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return steps.join('').replace(/^\./, '') || 'the document';
}
