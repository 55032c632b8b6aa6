import { countBits } from './count-bits.js';
import type { Fingerprint } from './fingerprint-cell.js';
import { fingerprintDistance, nearDuplicateDistance } from './fingerprint-distance.js';
import { rulesOutPairs } from './rules-out-pairs.js';

/** Two pictures that look alike though their ids differ. */
export interface NearDuplicate {
  /** The two ids, in the order given. */
  readonly ids: readonly [string, string];
  /** Distance of their fingerprints, in [0, 1]. */
  readonly distance: number;
}

/** Options of {@link nearDuplicatePairs}. */
export interface NearDuplicatePairsOptions {
  /** Fingerprint by id. */
  readonly fingerprints: ReadonlyMap<string, Fingerprint>;
  /** Which pairs are of interest; all where not given. */
  readonly matters?: (a: string, b: string) => boolean;
}

/**
 * Finds the pairs of pictures whose fingerprints are near.
 *
 * Pairs whose numbers of set bits differ too much to be near are never looked at: of A and B, the smaller set is at
 * most all that they have in common, and the greater at least all that either has.
 *
 * @param ids Distinct.
 * @returns Pairs by distance, nearest first.
 * @throws Error where an id has no fingerprint.
 */
export function nearDuplicatePairs(
  ids: readonly string[],
  { fingerprints, matters = () => true }: NearDuplicatePairsOptions,
): NearDuplicate[] {
  const entries = ids.map((id, position) => {
    const fingerprint = fingerprints.get(id);
    if (fingerprint === undefined) {
      throw new Error(`fingerprints must cover every sample; there is none for ${id}`);
    }
    return { id, position, fingerprint, bits: fingerprint.reduce((bits, word) => bits + countBits(word), 0) };
  });
  entries.sort((a, b) => a.bits - b.bits);

  const isFar = rulesOutPairs(entries.map(({ fingerprint }) => fingerprint));
  const found: NearDuplicate[] = [];
  for (const [index, first] of entries.entries()) {
    for (let other = index + 1; other < entries.length; other++) {
      const second = entries[other]!;
      if (first.bits < (1 - nearDuplicateDistance) * second.bits) {
        break;
      }
      if (isFar(index, other)) {
        continue;
      }
      const distance = fingerprintDistance({ a: first.fingerprint, b: second.fingerprint });
      if (distance <= nearDuplicateDistance && matters(first.id, second.id)) {
        const [a, b] = first.position < second.position ? [first, second] : [second, first];
        found.push({ ids: [a.id, b.id], distance });
      }
    }
  }
  const positions = new Map(ids.map((id, position) => [id, position]));
  const order = ({ ids: [a, b] }: NearDuplicate) => positions.get(a)! * ids.length + positions.get(b)!;
  return found.sort((a, b) => a.distance - b.distance || order(a) - order(b));
}
