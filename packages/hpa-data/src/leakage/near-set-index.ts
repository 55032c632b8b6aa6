import { seededRandom } from '../seeded-random.js';

/**
 * Min-hashes of a band, and bands. Two sets with Jaccard similarity s share a band with probability 1 - (1 - s^8)^80: .998 at .72, .9999 at .77, and
 * at most .0005 at .2.
 */
const ROWS = 8;
const BANDS = 80;

/** An index of sets of bits that finds those probably near a given one, in time that hardly grows with their number. */
export interface NearSetIndex {
  /** Prepares a set of bits, given as words, for the two functions below; the result is valid until the next call. */
  keysOf(words: Uint32Array): Int32Array;
  /** Adds the set with these keys under the next number, from 0. */
  add(keys: Int32Array): void;
  /** Calls `visit` once for the number of each added set that shares a key. */
  forEachCandidate(keys: Int32Array, visit: (position: number) => void): void;
}

/**
 * Creates an index by min-hashing (Broder 1997, "On the resemblance and containment of documents") in bands (Leskovec, Rajaraman and Ullman,
 * "Mining of Massive Datasets", section 3.4): a min-hash is the first bit of a set in a random order of all bits, and two sets agree in it as often
 * as their Jaccard similarity says.
 */
export function createNearSetIndex({
  capacity,
  words: length,
}: {
  /** Most sets that are added. */
  readonly capacity: number;
  /** Words of each set. */
  readonly words: number;
}): NearSetIndex {
  const size = length * 32;
  const orders = randomOrders(size);
  const tableBits = Math.max(1, Math.ceil(Math.log2(Math.max(2, capacity))));
  const heads = new Int32Array(BANDS << tableBits).fill(-1);
  const next = new Int32Array(BANDS * capacity);
  const stored = new Int32Array(BANDS * capacity);
  const lastVisit = new Int32Array(capacity).fill(-1);
  const found = new Int32Array(BANDS);
  // One more, so that the search for the first bit ends in an empty set too.
  const present = new Uint8Array(size + 1);
  present[size] = 1;
  let count = 0;
  let visits = 0;
  const slotOf = (band: number, key: number) =>
    (band << tableBits) + (Math.imul(key, 0x9e3779b1) >>> (32 - tableBits));

  return {
    keysOf(words) {
      for (let bit = 0; bit < size; bit++) {
        present[bit] = (words[bit >> 5]! >>> (bit & 31)) & 1;
      }
      let order = 0;
      for (let band = 0; band < BANDS; band++) {
        let key = 0;
        for (let row = 0; row < ROWS; row++, order += size + 1) {
          let at = order;
          while (present[orders[at]!] === 0) {
            at++;
          }
          key = Math.imul(key ^ orders[at]!, 0x01000193);
        }
        found[band] = key;
      }
      return found;
    },
    add(keys) {
      for (let band = 0; band < BANDS; band++) {
        const slot = slotOf(band, keys[band]!);
        const place = count * BANDS + band;
        stored[place] = keys[band]!;
        next[place] = heads[slot]!;
        heads[slot] = count;
      }
      count++;
    },
    forEachCandidate(keys, visit) {
      const stamp = visits++;
      for (let band = 0; band < BANDS; band++) {
        const key = keys[band]!;
        for (let at = heads[slotOf(band, key)]!; at >= 0; at = next[at * BANDS + band]!) {
          if (stored[at * BANDS + band] === key && lastVisit[at] !== stamp) {
            lastVisit[at] = stamp;
            visit(at);
          }
        }
      }
    },
  };
}

/** Random orders of the bits, one after the other, each with the bit that every set has at its end; the same in every run. */
function randomOrders(size: number): Uint16Array {
  const orders = new Uint16Array(ROWS * BANDS * (size + 1));
  const random = seededRandom(['near-set-index', size]);
  for (let start = 0; start < orders.length; start += size + 1) {
    for (let i = 0; i < size; i++) {
      // Fisher and Yates, from the inside out.
      const j = random.integer([0, i]);
      orders[start + i] = orders[start + j]!;
      orders[start + j] = i;
    }
    orders[start + size] = size;
  }
  return orders;
}
