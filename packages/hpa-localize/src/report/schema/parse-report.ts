import { migrateReport } from './migrate-report.js';
import { type Report, reportSchema } from './report-schema.js';

/** The schema version that this program writes. */
const VERSION = 4;

/**
 * Returns a value, such as the parsed text of a `report.json`, as a report of the current schema version. Reports of
 * older versions are migrated.
 *
 * @throws Error if the report is of a newer version, or if anything in it is wrong, missing, unknown or contradictory:
 * one line for each fault, with its path, what was expected and what was received.
 */
export function parseReport(value: unknown): Report {
  const { schemaVersion: version } = (value ?? {}) as { readonly schemaVersion?: unknown };
  if (typeof version === 'number' && version > VERSION) {
    throw new Error(
      `this report has schema version ${version}, but this program reads versions up to ${VERSION}: update @hpa/localize`,
    );
  }
  const result = reportSchema.safeParse(migrateReport(value));
  if (result.success) {
    return result.data;
  }
  const lines = result.error.issues.map(({ path, message }) => `  ${pathInWords(path)}: ${message}`);
  throw new Error(`not a report of schema version ${VERSION}:\n${lines.join('\n')}`);
}

/** `['models', 0, 'name']` becomes `models[0].name`. */
function pathInWords(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return steps.join('').replace(/^\./, '') || 'the document';
}
