import type { Sample } from '../sample.js';
import type { Fingerprint } from './fingerprint-cell.js';
import { nearDuplicatePairs } from './near-duplicate-pairs.js';

/** Options of {@link groupNearDuplicates}. */
export interface GroupNearDuplicatesOptions {
  /** Fingerprints by sample id, as `fingerprintSamples` takes them. */
  readonly fingerprints: ReadonlyMap<string, Fingerprint>;
}

/**
 * Groups samples that look alike, so that no near duplicate is on two sides of a split where groups are not known,
 * or across those that are: whatever is linked by a pair of near duplicates or by a group becomes one group, named
 * by its first id.
 *
 * @returns New samples with `group`, in their order; a sample like no other is a group by itself.
 * @throws Error where a sample has no fingerprint; RangeError where an id is repeated.
 */
export function groupNearDuplicates(
  samples: readonly Sample[],
  { fingerprints }: GroupNearDuplicatesOptions,
): Sample[] {
  const ids = samples.map(({ id }) => id).sort();
  const repeated = ids.find((id, index) => index > 0 && ids[index - 1] === id);
  if (repeated !== undefined) {
    throw new RangeError(`sample ids must be distinct; received ${repeated} twice`);
  }
  const parents = new Map(ids.map((id) => [id, id]));
  const rootOf = (id: string): string => {
    let root = id;
    while (parents.get(root) !== root) {
      root = parents.get(root)!;
    }
    parents.set(id, root); // Later searches from here are short.
    return root;
  };
  const link = (a: string, b: string) => {
    const [first, second] = [rootOf(a), rootOf(b)].sort() as [string, string];
    parents.set(second, first);
  };

  const firstOfGroup = new Map<string, string>();
  for (const { id, group } of samples) {
    if (group !== undefined) {
      link(id, firstOfGroup.get(group) ?? id);
      firstOfGroup.set(group, id);
    }
  }
  for (const { ids: pair } of nearDuplicatePairs(ids, { fingerprints })) {
    link(...(pair as [string, string]));
  }
  return samples.map((sample) => ({ ...sample, group: rootOf(sample.id) }));
}
