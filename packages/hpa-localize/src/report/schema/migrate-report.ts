import type { Evaluation } from '@hpa/metrics';
import { summarizeScores } from './summarize-scores.js';
import { trainingScores } from './training-scores.js';

/** What {@link migrateReport} changes of a report of schema version 1. */
interface ReportVersion1 {
  readonly schemaVersion: 1;
  readonly dataset: { readonly source: string };
  readonly models: readonly {
    readonly weights: string;
    readonly validation: object | null;
    readonly test: object | null;
  }[];
}

/** What {@link migrateReport} changes of a report of schema version 2. */
interface ReportVersion2 {
  readonly schemaVersion: 2;
  readonly dataset: object;
}

/** What {@link migrateReport} changes of a report of schema version 3. */
interface ReportVersion3 {
  readonly schemaVersion: 3;
  readonly seed: number;
  readonly models: readonly ModelVersion3[];
  readonly comparisons: readonly object[];
}

/** A model of version 3: it was trained once. */
interface ModelVersion3 {
  readonly status: string;
  readonly failure?: string;
  readonly epochs: number;
  readonly secondsPerEpoch: number | null;
  readonly imagesPerSecond: number | null;
  readonly best: object | null;
  readonly history: readonly object[];
  readonly thresholds?: { readonly values: readonly number[] };
  readonly temperature?: object;
  readonly validation: Evaluation | null;
  readonly test: Evaluation | null;
}

/**
 * Turns a report of schema version 1, 2 or 3 into one of version 4; any other value is returned as it is.
 *
 * Version 2 calls the origin of the data and of the initial weights `provenance`, and names the task of each evaluation.
 * Version 3 names the task of the data. Thresholds and temperatures, which it adds, are absent from older reports.
 * Version 4 lists the trainings of a model, of which older reports have one each, and says what intervals and p-values cover.
 */
export function migrateReport(value: unknown): unknown {
  const version2 = isVersion1(value) ? fromVersion1(value) : value;
  const version3 = isVersion2(version2) ? fromVersion2(version2) : version2;
  return isVersion3(version3) ? fromVersion3(version3) : version3;
}

function fromVersion1({
  dataset: { source, ...dataset },
  models,
  ...report
}: ReportVersion1): ReportVersion2 {
  return {
    ...report,
    schemaVersion: 2,
    dataset: { ...dataset, provenance: source },
    models: models.map(({ weights, validation, test, ...model }) => ({
      ...model,
      provenance: weights,
      validation: validation && { ...validation, task: 'single-label' },
      test: test && { ...test, task: 'single-label' },
    })),
  } as ReportVersion2;
}

function fromVersion2({ dataset, ...report }: ReportVersion2): object {
  return { ...report, schemaVersion: 3, dataset: { ...dataset, task: 'single-label' } };
}

function fromVersion3({ models, comparisons, ...report }: ReportVersion3): object {
  const { seed } = report;
  return {
    ...report,
    schemaVersion: 4,
    models: models.map((model) => trainedOnce(model, { seed })),
    comparisons: comparisons.map((comparison) => ({ ...comparison, covers: 'cells' })),
  };
}

function trainedOnce(model: ModelVersion3, { seed }: { readonly seed: number }): object {
  const { epochs, secondsPerEpoch, imagesPerSecond, best, history, temperature, ...rest } = model;
  const { status, failure, thresholds, validation, test } = rest;
  const scores = { validation: validation && trainingScores(validation), test: test && trainingScores(test) };
  const intervals = Object.entries(test?.intervals ?? {}).map(([name, interval]) => [name, { interval }]);
  return {
    ...rest,
    trainings: [
      {
        seed,
        status,
        ...(failure !== undefined && { failure }),
        epochs,
        secondsPerEpoch,
        imagesPerSecond,
        best,
        history,
        ...(thresholds && { thresholds: thresholds.values }),
        ...(temperature && { temperature }),
        ...scores,
      },
    ],
    scores: summarizeScores([scores], Object.fromEntries(intervals)),
    covers: 'cells',
  };
}

/** Whether a value is a report of version 1, as far as the migration reads it. */
function isVersion1(value: unknown): value is ReportVersion1 {
  const { schemaVersion, dataset, models } = (value ?? {}) as Partial<Record<string, unknown>>;
  return schemaVersion === 1 && isObject(dataset) && Array.isArray(models) && models.every(isObject);
}

/** Whether a value is a report of version 2, as far as the migration reads it. */
function isVersion2(value: unknown): value is ReportVersion2 {
  const { schemaVersion, dataset } = (value ?? {}) as Partial<Record<string, unknown>>;
  return schemaVersion === 2 && isObject(dataset);
}

/** Whether a value is a report of version 3, as far as the migration reads it. */
function isVersion3(value: unknown): value is ReportVersion3 {
  const { schemaVersion, models, comparisons } = (value ?? {}) as Partial<Record<string, unknown>>;
  return (
    schemaVersion === 3 &&
    Array.isArray(models) &&
    models.every(isObject) &&
    Array.isArray(comparisons) &&
    comparisons.every(isObject)
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
