import type { Sample } from '../sample.js';
import { SPLIT_NAMES, type Splits } from '../split/splits.js';
import { nearDuplicatePairs } from './near-duplicate-pairs.js';

/** Maximum number of examples of each kind. */
const EXAMPLE_COUNT = 5;

/**
 * Counts what crosses splits: equal ids, shared groups, identical files and images that look alike.
 *
 * Copies that are turned by quarters or mirrored look alike too. An index finds what looks alike, so the time grows little faster than the number of
 * images.
 *
 * @throws Error if fingerprints or file hashes are given and a sample has none.
 * @example
 * import { auditLeakage, splitSamples, syntheticCells } from '@hpa/data';
 * const { samples } = syntheticCells({ classes: [2, 25], count: 60, seed: 1, size: 64 });
 * const { train, validation, test } = splitSamples(samples, { seed: 1, classCount: 2 });
 * auditLeakage({ train, validation, test: [...test, train[0]] }).duplicateIds; // 1
 */
export function auditLeakage(
  splits: Splits,
  {
    fingerprints,
    fileHashes,
  }: {
    /** Fingerprints by sample id, from `fingerprintSamples`. Without them, near duplicates are not sought. */
    readonly fingerprints?: ReadonlyMap<string, Uint32Array>;
    /** Hashes of the files by sample id, from `hashSamples` of `@hpa/data/node`. Without them, identical files are not sought. */
    readonly fileHashes?: ReadonlyMap<string, string>;
  } = {},
): {
  /** Number of ids that occur in more than one split. */
  readonly duplicateIds: number;
  /** Number of groups that occur in more than one split. */
  readonly sharedGroups: number;
  /** Number of pairs with different ids, in different splits, that look alike; null without fingerprints. */
  readonly nearDuplicates: number | null;
  /** Number of pairs with different ids, in different splits, with identical files; null without file hashes. */
  readonly identicalFiles: number | null;
  /**
   * What the samples of the test split have in the training split, by their ids: a `copy` of the same id or with identical files,
   * an image that looks alike, or one of the same group, whichever comes first here. A sample with none of these is absent.
   */
  readonly seenInTraining: ReadonlyMap<string, 'copy' | 'near-duplicate' | 'group'>;
  /** The first few of each kind, or the closest of the near duplicates. */
  readonly examples: {
    readonly duplicateIds: readonly string[];
    readonly sharedGroups: readonly string[];
    /** Pairs of ids and the distance between their fingerprints, in [0, 1]. */
    readonly nearDuplicates: readonly {
      readonly ids: readonly [string, string];
      readonly distance: number;
    }[];
    readonly identicalFiles: readonly (readonly [string, string])[];
  };
} {
  const splitsOfId = splitsByKey(splits, ({ id }) => id);
  const duplicateIds = crossing(splitsOfId);
  const sharedGroups = crossing(splitsByKey(splits, ({ group }) => group));
  const crosses = (a: string, b: string) => isSeveral(splitsOfId.get(a)! | splitsOfId.get(b)!);
  const nearDuplicates =
    fingerprints && nearDuplicatePairs([...splitsOfId.keys()], { fingerprints, matters: crosses });
  const identicalFiles = fileHashes && findIdenticalFiles([...splitsOfId.keys()], { fileHashes, crosses });
  const alike = nearDuplicates?.map(({ ids }) => ids) ?? [];
  return {
    duplicateIds: duplicateIds.length,
    sharedGroups: sharedGroups.length,
    nearDuplicates: nearDuplicates?.length ?? null,
    identicalFiles: identicalFiles?.length ?? null,
    seenInTraining: findSeen(splits, { identical: identicalFiles ?? [], alike }),
    examples: {
      duplicateIds: duplicateIds.slice(0, EXAMPLE_COUNT),
      sharedGroups: sharedGroups.slice(0, EXAMPLE_COUNT),
      nearDuplicates: nearDuplicates?.slice(0, EXAMPLE_COUNT) ?? [],
      identicalFiles: identicalFiles?.slice(0, EXAMPLE_COUNT) ?? [],
    },
  };
}

function findSeen(
  { train, test }: Splits,
  {
    identical,
    alike,
  }: {
    /** Pairs of ids. */
    readonly identical: readonly (readonly [string, string])[];
    readonly alike: readonly (readonly [string, string])[];
  },
): Map<string, 'copy' | 'near-duplicate' | 'group'> {
  const ids = new Set(train.map(({ id }) => id));
  const groups = new Set(train.map(({ group }) => group));
  /** The ids that are paired with one of the training split. */
  const partners = (pairs: typeof alike) =>
    new Set(pairs.flatMap(([a, b]) => [...(ids.has(a) ? [b] : []), ...(ids.has(b) ? [a] : [])]));
  const [copied, resembling] = [partners(identical), partners(alike)];
  const seen = new Map<string, 'copy' | 'near-duplicate' | 'group'>();
  for (const { id, group } of test) {
    if (ids.has(id) || copied.has(id)) {
      seen.set(id, 'copy');
    } else if (resembling.has(id)) {
      seen.set(id, 'near-duplicate');
    } else if (group !== undefined && groups.has(group)) {
      seen.set(id, 'group');
    }
  }
  return seen;
}

/** The splits in which each key occurs, one bit per split. */
function splitsByKey(splits: Splits, keyOf: (sample: Sample) => string | undefined): Map<string, number> {
  const masks = new Map<string, number>();
  for (const [index, name] of SPLIT_NAMES.entries()) {
    for (const sample of splits[name]) {
      const key = keyOf(sample);
      if (key !== undefined) {
        masks.set(key, (masks.get(key) ?? 0) | (1 << index));
      }
    }
  }
  return masks;
}

function crossing(masks: ReadonlyMap<string, number>): string[] {
  return [...masks].filter(([, mask]) => isSeveral(mask)).map(([key]) => key);
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
  const idsByHash = new Map<string, string[]>();
  const found: [string, string][] = [];
  for (const id of ids) {
    const hash = fileHashes.get(id);
    if (hash === undefined) {
      throw new Error(`fileHashes must cover every sample; ${id} has none`);
    }
    const earlier = idsByHash.get(hash) ?? [];
    found.push(
      ...earlier.filter((other) => crosses(other, id)).map((other): [string, string] => [other, id]),
    );
    idsByHash.set(hash, [...earlier, id]);
  }
  return found;
}
