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

/**
 * Turns a report of schema version 1 into one of version 2; any other value is returned as it is.
 *
 * Version 2 calls the origin of the data and of the initial weights `provenance`, and names the task of each evaluation.
 */
export function migrateReport(value: unknown): unknown {
  if (!isVersion1(value)) {
    return value;
  }
  const { source, ...dataset } = value.dataset;
  return {
    ...value,
    schemaVersion: 2,
    dataset: { ...dataset, provenance: source },
    models: value.models.map(({ weights, validation, test, ...model }) => ({
      ...model,
      provenance: weights,
      validation: validation && { ...validation, task: 'single-label' },
      test: test && { ...test, task: 'single-label' },
    })),
  };
}

/** Whether a value is a report of version 1, as far as the migration reads it. */
function isVersion1(value: unknown): value is ReportVersion1 {
  const { schemaVersion, dataset, models } = (value ?? {}) as Partial<Record<string, unknown>>;
  return schemaVersion === 1 && isObject(dataset) && Array.isArray(models) && models.every(isObject);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
