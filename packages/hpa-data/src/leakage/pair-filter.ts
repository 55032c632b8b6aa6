import type { Fingerprint } from './fingerprint-cell.js';
import { countBits, NEAR_DUPLICATE_DISTANCE } from './fingerprint-distance.js';

/** Words between two checks whether a pair can still be near. */
const BLOCK = 4;

/**
 * Prepares fingerprints for a fast test of pairs, most of which are far apart.
 *
 * A distance of at most d requires (1 - d) / (2 - d) of the bits of both sets to be common. While the words are
 * counted, the common bits so far plus the smaller of both remainders bound the final count; most unlike images fall
 * short within the first quarter.
 *
 * @param fingerprints All of one length.
 * @returns Whether the fingerprints at two positions are certainly not near. A pair that passes is nearly always near.
 */
export function pairFilter(fingerprints: readonly Fingerprint[]): (a: number, b: number) => boolean {
  const length = fingerprints[0]?.length ?? 0;
  const blocks = Math.ceil(length / BLOCK);
  const words = new Uint32Array(fingerprints.length * length);
  // Number of set bits from each block on: remainders[position * blocks] counts the whole fingerprint.
  const remainders = new Uint16Array(fingerprints.length * blocks);
  for (const [position, fingerprint] of fingerprints.entries()) {
    words.set(fingerprint, position * length);
    let remainder = 0;
    for (let word = length - 1; word >= 0; word--) {
      remainder += countBits(fingerprint[word]!);
      if (word % BLOCK === 0) {
        remainders[position * blocks + word / BLOCK] = remainder;
      }
    }
  }
  const share = (1 - NEAR_DUPLICATE_DISTANCE) / (2 - NEAR_DUPLICATE_DISTANCE);

  return (a, b) => {
    const [fromA, fromB, restA, restB] = [a * length, b * length, a * blocks, b * blocks];
    // Slightly less than required, so that rounding rules out no pair.
    const needed = share * (remainders[restA]! + remainders[restB]!) - 1e-6;
    let common = 0;
    for (let block = 0; block < blocks; block++) {
      if (common + Math.min(remainders[restA + block]!, remainders[restB + block]!) < needed) {
        return true;
      }
      const end = Math.min(length, (block + 1) * BLOCK);
      for (let word = block * BLOCK; word < end; word++) {
        common += countBits(words[fromA + word]! & words[fromB + word]!);
      }
    }
    return common < needed;
  };
}
