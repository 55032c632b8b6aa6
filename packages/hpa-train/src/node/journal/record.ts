import { describeValue } from '../../describe-value.js';
import type { SearchDescription } from '../../search/journal.js';
import type { Parameters } from '../../search/space/dimension.js';
import type { RunIdentity } from '../run-identity.js';

/** What the first record names. */
export const FORMAT_NAME = 'hpa-search-journal';

/** The version of the records that this program writes, and the newest that it reads. */
export const FORMAT_VERSION = 1;

/** One line of a journal. A claim is the id of one attempt at a trial, a worker that of a process. */
export type JournalRecord =
  | {
      readonly record: 'search';
      readonly format: string;
      readonly version: number;
      readonly description: SearchDescription;
      readonly identity: RunIdentity;
    }
  | {
      readonly record: 'start';
      readonly number: number;
      readonly claim: string;
      readonly worker: string;
      readonly seed: number;
      readonly parameters: Parameters;
    }
  /** Takes over what the claim `after` has left. */
  | {
      readonly record: 'resume';
      readonly number: number;
      readonly claim: string;
      readonly worker: string;
      readonly after: string;
    }
  | { readonly record: 'report'; readonly claim: string; readonly step: number; readonly value: number }
  | {
      readonly record: 'end';
      readonly claim: string;
      readonly state: 'complete' | 'pruned' | 'failed';
      readonly value: number | null;
      readonly seconds: number;
      readonly error?: string;
    }
  | { readonly record: 'release'; readonly claim: string };

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string';
const isCount: Test = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isNumber: Test = (value) => Number.isFinite(value);
const isObject: Test = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

const FIELDS: Readonly<Record<JournalRecord['record'], Readonly<Record<string, Test>>>> = {
  search: {
    format: (value) => value === FORMAT_NAME,
    version: isCount,
    description: isObject,
    identity: isObject,
  },
  start: { number: isCount, claim: isText, worker: isText, seed: isCount, parameters: isObject },
  resume: { number: isCount, claim: isText, worker: isText, after: isText },
  report: { claim: isText, step: isCount, value: isNumber },
  end: {
    claim: isText,
    state: (value) => value === 'complete' || value === 'pruned' || value === 'failed',
    value: (value) => value === null || isNumber(value),
    seconds: isNumber,
  },
  release: { claim: isText },
};

/**
 * Returns a parsed line if it is a record of this version.
 *
 * @throws Error naming the line if it is none, or of a newer version.
 */
export function requireRecord(value: unknown, { where }: { readonly where: string }): JournalRecord {
  const { record, version } = (value ?? {}) as { readonly record?: unknown; readonly version?: unknown };
  if (record === 'search' && typeof version === 'number' && version > FORMAT_VERSION) {
    throw new Error(
      `${where} has version ${version}, but this program reads versions up to ${FORMAT_VERSION}: update @hpa/train`,
    );
  }
  if (typeof record !== 'string' || !Object.hasOwn(FIELDS, record)) {
    throw new Error(
      `${where} must be a record of a search: ${Object.keys(FIELDS).join(', ')}; received ${describeValue(record)}`,
    );
  }
  for (const [name, test] of Object.entries(FIELDS[record as JournalRecord['record']])) {
    const field = (value as Readonly<Record<string, unknown>>)[name];
    if (!test(field)) {
      throw new Error(`${where}: a record '${record}' cannot have ${name} ${describeValue(field)}`);
    }
  }
  return value as JournalRecord;
}
