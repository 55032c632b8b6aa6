import type { Sample } from '../sample.js';
import { SPLIT_NAMES, type Splits } from '../split/splits.js';
import type { Fingerprint } from './fingerprint-cell.js';
import { type NearDuplicate, nearDuplicatePairs } from './near-duplicate-pairs.js';

/** What crosses the parts of a split; all counts are 0 where nothing leaks. */
export interface LeakageAudit {
  /** Ids that occur in more than one part. */
  readonly duplicateIds: number;
  /** Groups that occur in more than one part. */
  readonly sharedGroups: number;
  /** Pairs of different ids in different parts that look alike; null where no fingerprints were given. */
  readonly nearDuplicates: number | null;
  /** Pairs of different ids in different parts with the same files, byte by byte; null where no hashes were given. */
  readonly identicalFiles: number | null;
  /** The first few of each kind; of near duplicates, the closest. */
  readonly examples: {
    readonly duplicateIds: readonly string[];
    readonly sharedGroups: readonly string[];
    readonly nearDuplicates: readonly NearDuplicate[];
    readonly identicalFiles: readonly (readonly [string, string])[];
  };
}

/** Options of {@link auditLeakage}. */
export interface AuditLeakageOptions {
  /**
   * Fingerprints by sample id, as `fingerprintSamples` takes them; without them no near duplicates are
   * sought.
   */
  readonly fingerprints?: ReadonlyMap<string, Fingerprint>;
  /**
   * What the files of each sample hold, by id, as `hashSamples` of `@hpa/data/node` hashes them; without it no
   * identical files are sought.
   */
  readonly fileHashes?: ReadonlyMap<string, string>;
}

const exampleCount = 5;

/**
 * Counts what a split lets through from one part to another: equal ids, shared groups, equal files, and
 * pictures that look alike.
 *
 * Turned and mirrored copies look different here. Pictures are compared pair by pair: the time grows with the square of
 * their number.
 *
 * @throws Error where fingerprints or hashes are given and a sample has none.
 */
export function auditLeakage(
  split: Splits,
  { fingerprints, fileHashes }: AuditLeakageOptions = {},
): LeakageAudit {
  const partsOfId = partsOf(split, ({ id }) => id);
  const duplicateIds = crossing(partsOfId);
  const sharedGroups = crossing(partsOf(split, ({ group }) => group));
  const crosses = (a: string, b: string) => isSeveral(partsOfId.get(a)! | partsOfId.get(b)!);
  const nearDuplicates =
    fingerprints && nearDuplicatePairs([...partsOfId.keys()], { fingerprints, matters: crosses });
  const identicalFiles = fileHashes && findIdenticalFiles([...partsOfId.keys()], { fileHashes, crosses });
  return {
    duplicateIds: duplicateIds.length,
    sharedGroups: sharedGroups.length,
    nearDuplicates: nearDuplicates?.length ?? null,
    identicalFiles: identicalFiles?.length ?? null,
    examples: {
      duplicateIds: duplicateIds.slice(0, exampleCount),
      sharedGroups: sharedGroups.slice(0, exampleCount),
      nearDuplicates: nearDuplicates?.slice(0, exampleCount) ?? [],
      identicalFiles: identicalFiles?.slice(0, exampleCount) ?? [],
    },
  };
}

/** Which parts each key occurs in, one bit a part. */
function partsOf(split: Splits, keyOf: (sample: Sample) => string | undefined): Map<string, number> {
  const parts = new Map<string, number>();
  for (const [index, name] of SPLIT_NAMES.entries()) {
    for (const sample of split[name]) {
      const key = keyOf(sample);
      if (key !== undefined) {
        parts.set(key, (parts.get(key) ?? 0) | (1 << index));
      }
    }
  }
  return parts;
}

function crossing(parts: ReadonlyMap<string, number>): string[] {
  return [...parts].filter(([, mask]) => isSeveral(mask)).map(([key]) => key);
}

function isSeveral(mask: number): boolean {
  return (mask & (mask - 1)) !== 0;
}

function findIdenticalFiles(
  ids: readonly string[],
  {
    fileHashes,
    crosses,
  }: {
    readonly fileHashes: ReadonlyMap<string, string>;
    readonly crosses: (a: string, b: string) => boolean;
  },
): [string, string][] {
  const alike = new Map<string, string[]>();
  const found: [string, string][] = [];
  for (const id of ids) {
    const hash = fileHashes.get(id);
    if (hash === undefined) {
      throw new Error(`fileHashes must cover every sample of the split; there is none for ${id}`);
    }
    const earlier = alike.get(hash) ?? [];
    found.push(
      ...earlier.filter((other) => crosses(other, id)).map((other): [string, string] => [other, id]),
    );
    alike.set(hash, [...earlier, id]);
  }
  return found;
}
