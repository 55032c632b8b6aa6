import type { Fingerprint } from './fingerprint-cell.js';
import { fingerprintDistance, nearDuplicateDistance } from './fingerprint-distance.js';
import type { Sample } from './sample.js';
import { partNames, type Split } from './split.js';

/** Two pictures that look alike though their ids differ. */
export interface NearDuplicate {
  /** The two ids, in the order of the split. */
  readonly ids: readonly [string, string];
  /** Distance of their fingerprints, in [0, 1]. */
  readonly distance: number;
}

/** What crosses the parts of a split; all counts are 0 where nothing leaks. */
export interface LeakageAudit {
  /** Ids that occur in more than one part. */
  readonly duplicateIds: number;
  /** Groups that occur in more than one part. */
  readonly sharedGroups: number;
  /** Pairs of different ids in different parts that look alike; null where no fingerprints were given. */
  readonly nearDuplicates: number | null;
  /** The first few of each kind; of near duplicates, the closest. */
  readonly examples: {
    readonly duplicateIds: readonly string[];
    readonly sharedGroups: readonly string[];
    readonly nearDuplicates: readonly NearDuplicate[];
  };
}

/** Options of {@link auditLeakage}. */
export interface AuditLeakageOptions {
  /**
   * Fingerprints by sample id, as `fingerprintSamples` takes them; without them no near duplicates are
   * sought.
   */
  readonly fingerprints?: ReadonlyMap<string, Fingerprint>;
}

const exampleCount = 5;

/**
 * Counts what a split lets through from one part to another: equal ids, shared groups, and pictures that look
 * alike.
 *
 * Turned and mirrored copies look different here. Compares all pairs: two thousand pictures take under a
 * second.
 *
 * @throws Error where fingerprints are given and a sample has none.
 */
export function auditLeakage(split: Split, { fingerprints }: AuditLeakageOptions = {}): LeakageAudit {
  const partsOfId = partsOf(split, ({ id }) => id);
  const duplicateIds = crossing(partsOfId);
  const sharedGroups = crossing(partsOf(split, ({ group }) => group));
  const nearDuplicates = fingerprints && findNearDuplicates(partsOfId, fingerprints);
  return {
    duplicateIds: duplicateIds.length,
    sharedGroups: sharedGroups.length,
    nearDuplicates: nearDuplicates?.length ?? null,
    examples: {
      duplicateIds: duplicateIds.slice(0, exampleCount),
      sharedGroups: sharedGroups.slice(0, exampleCount),
      nearDuplicates: nearDuplicates?.slice(0, exampleCount) ?? [],
    },
  };
}

/** Which parts each key occurs in, one bit a part. */
function partsOf(split: Split, keyOf: (sample: Sample) => string | undefined): Map<string, number> {
  const parts = new Map<string, number>();
  for (const [index, name] of partNames.entries()) {
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

function findNearDuplicates(
  partsOfId: ReadonlyMap<string, number>,
  fingerprints: ReadonlyMap<string, Fingerprint>,
): NearDuplicate[] {
  const entries = [...partsOfId].map(([id, mask]) => {
    const fingerprint = fingerprints.get(id);
    if (fingerprint === undefined) {
      throw new Error(`fingerprints must cover every sample of the split; there is none for ${id}`);
    }
    return { id, mask, fingerprint };
  });
  const found: NearDuplicate[] = [];
  for (const [index, first] of entries.entries()) {
    for (let other = index + 1; other < entries.length; other++) {
      const second = entries[other]!;
      if (isSeveral(first.mask | second.mask)) {
        const distance = fingerprintDistance({ a: first.fingerprint, b: second.fingerprint });
        if (distance <= nearDuplicateDistance) {
          found.push({ ids: [first.id, second.id], distance });
        }
      }
    }
  }
  return found.sort((a, b) => a.distance - b.distance);
}
