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

/**
 * Turns a report of schema version 1 or 2 into one of version 3; any other value is returned as it is.
 *
 * Version 2 calls the origin of the data and of the initial weights `provenance`, and names the task of each evaluation.
 * Version 3 names the task of the data. Thresholds and temperatures, which it adds, are absent from older reports.
 */
export function migrateReport(value: unknown): unknown {
  const version2 = isVersion1(value) ? fromVersion1(value) : value;
  return isVersion2(version2) ? fromVersion2(version2) : version2;
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

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
