import type { Fingerprint } from './fingerprint-cell.js';
import { countBits, fingerprintDistance, NEAR_DUPLICATE_DISTANCE } from './fingerprint-distance.js';
import { pairFilter } from './pair-filter.js';

/** Two images that look alike although their ids differ. */
export interface NearDuplicate {
  /** The two ids, in input order. */
  readonly ids: readonly [string, string];
  /** Distance between their fingerprints, in [0, 1]. */
  readonly distance: number;
}

/**
 * Finds the pairs of images with near fingerprints.
 *
 * Pairs whose numbers of set bits differ too much to be near are skipped: of two sets, the smaller is an upper bound on
 * what they have in common, and the larger a lower bound on their union.
 *
 * @param ids Distinct ids.
 * @returns Pairs sorted by distance, nearest first.
 * @throws Error if an id has no fingerprint.
 */
export function nearDuplicatePairs(
  ids: readonly string[],
  {
    fingerprints,
    matters = () => true,
  }: {
    /** Fingerprints by id. */
    readonly fingerprints: ReadonlyMap<string, Fingerprint>;
    /** Which pairs to report. Default: all. */
    readonly matters?: (a: string, b: string) => boolean;
  },
): NearDuplicate[] {
  const entries = ids.map((id, position) => {
    const fingerprint = fingerprints.get(id);
    if (fingerprint === undefined) {
      throw new Error(`fingerprints must cover every sample; ${id} has none`);
    }
    return { id, position, fingerprint, bits: fingerprint.reduce((bits, word) => bits + countBits(word), 0) };
  });
  entries.sort((a, b) => a.bits - b.bits);

  const isFar = pairFilter(entries.map(({ fingerprint }) => fingerprint));
  const found: NearDuplicate[] = [];
  for (const [index, first] of entries.entries()) {
    for (let other = index + 1; other < entries.length; other++) {
      const second = entries[other]!;
      if (first.bits < (1 - NEAR_DUPLICATE_DISTANCE) * second.bits) {
        break;
      }
      if (isFar(index, other)) {
        continue;
      }
      const distance = fingerprintDistance({ a: first.fingerprint, b: second.fingerprint });
      if (distance <= NEAR_DUPLICATE_DISTANCE && matters(first.id, second.id)) {
        const [a, b] = first.position < second.position ? [first, second] : [second, first];
        found.push({ ids: [a.id, b.id], distance });
      }
    }
  }
  const positions = new Map(ids.map((id, position) => [id, position]));
  const order = ({ ids: [a, b] }: NearDuplicate) => positions.get(a)! * ids.length + positions.get(b)!;
  return found.sort((a, b) => a.distance - b.distance || order(a) - order(b));
}
