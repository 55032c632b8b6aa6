import type { Sample } from '../sample.js';
import { nearDuplicatePairs } from './near-duplicate-pairs.js';

/**
 * Groups samples that look alike, so that no near duplicate crosses splits. Near duplicates and the groups that samples
 * already have are merged: all samples linked by either become one group, named after the first of their ids.
 *
 * @returns New samples with `group`, in the same order. A sample that resembles no other is a group by itself.
 * @throws Error if a sample has no fingerprint; RangeError if an id is repeated.
 * @example
 * import { groupNearDuplicates, syntheticCells } from '@hpa/data';
 * const { samples } = syntheticCells({ classes: [25], count: 3, seed: 1, size: 64 });
 * const fingerprints = new Map(samples.map(({ id }, index) => [id, Uint32Array.of(index < 2 ? 1 : 2)]));
 * const groups = groupNearDuplicates(samples, { fingerprints }).map(({ group }) => group);
 * groups; // ["synthetic-00000","synthetic-00000","synthetic-00002"]
 */
export function groupNearDuplicates(
  samples: readonly Sample[],
  {
    fingerprints,
  }: {
    /** Fingerprints by sample id, from `fingerprintSamples`. */
    readonly fingerprints: ReadonlyMap<string, Uint32Array>;
  },
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
    parents.set(id, root); // Shortens later searches from here.
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
  for (const {
    ids: [a, b],
  } of nearDuplicatePairs(ids, { fingerprints })) {
    link(a, b);
  }
  return samples.map((sample) => ({ ...sample, group: rootOf(sample.id) }));
}
