import { ORIENTATIONS } from '../image/orient-image.js';
import { CHANNEL_WORDS, type Fingerprint } from './fingerprint-cell.js';
import {
  countBits,
  fingerprintDistance,
  NEAR_DUPLICATE_DISTANCE,
  TURNED_DUPLICATE_DISTANCE,
} from './fingerprint-distance.js';
import { createNearSetIndex } from './near-set-index.js';
import { turnFingerprint } from './turn-fingerprint.js';

/** Two images that look alike although their ids differ. */
export interface NearDuplicate {
  /** The two ids, in input order. */
  readonly ids: readonly [string, string];
  /** Distance between their fingerprints, in [0, 1], in the orientation in which they are nearest. */
  readonly distance: number;
}

/**
 * Finds the pairs of images with near fingerprints, also where one image is turned or mirrored.
 *
 * Each fingerprint is compared with those that an index finds near it, in all eight orientations. The index misses a pair just within the
 * distance in 2 of 1,000 cases, and nearer ones practically never; it is the same in every run.
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
  const sets = ids.map((id) => {
    const fingerprint = fingerprints.get(id);
    if (fingerprint === undefined) {
      throw new Error(`fingerprints must cover every sample; ${id} has none`);
    }
    return fingerprint;
  });
  const found: NearDuplicate[] = [];
  for (const [words, positions] of byLength(sets)) {
    // Only the fingerprints of this package have bits that are known to move.
    const turns = words % CHANNEL_WORDS === 0 ? ORIENTATIONS.slice(1) : [];
    const index = createNearSetIndex({ capacity: positions.length, words });
    const sizes = positions.map((position) => bitsOf(sets[position]!));
    for (const [own, position] of positions.entries()) {
      const nearest = new Map<number, number>();
      const compare = (turned: Fingerprint, keys: Int32Array, limit: number) =>
        index.forEachCandidate(keys, (other) => {
          const [fewer, more] = [Math.min(sizes[own]!, sizes[other]!), Math.max(sizes[own]!, sizes[other]!)];
          if (fewer < (1 - limit) * more) {
            return;
          }
          const distance = fingerprintDistance({ a: turned, b: sets[positions[other]!]! });
          if (distance <= Math.min(limit, nearest.get(other) ?? 1)) {
            nearest.set(other, distance);
          }
        });
      for (const orientation of turns) {
        const turned = turnFingerprint(sets[position]!, orientation);
        compare(turned, index.keysOf(turned), TURNED_DUPLICATE_DISTANCE);
      }
      const keys = index.keysOf(sets[position]!);
      compare(sets[position]!, keys, NEAR_DUPLICATE_DISTANCE);
      index.add(keys);
      for (const [other, distance] of nearest) {
        const pair = [ids[positions[other]!]!, ids[position]!] as const;
        if (matters(...pair)) {
          found.push({ ids: pair, distance });
        }
      }
    }
  }
  const places = new Map(ids.map((id, position) => [id, position]));
  const order = ({ ids: [a, b] }: NearDuplicate) => places.get(a)! * ids.length + places.get(b)!;
  return found.sort((a, b) => a.distance - b.distance || order(a) - order(b));
}

/** The positions of the sets of each length: those of images of one channel are shorter, and near none of two. */
function byLength(sets: readonly Fingerprint[]): Map<number, number[]> {
  const positions = new Map<number, number[]>();
  for (const [position, { length }] of sets.entries()) {
    const known = positions.get(length) ?? [];
    known.push(position);
    positions.set(length, known);
  }
  return positions;
}

function bitsOf(fingerprint: Fingerprint): number {
  return fingerprint.reduce((bits, word) => bits + countBits(word), 0);
}
