import { countBits } from './count-bits.js';
import type { Fingerprint } from './fingerprint-cell.js';
import { nearDuplicateDistance } from './fingerprint-distance.js';

/** Words between two looks at whether a pair can still be near. */
const BLOCK = 4;

/**
 * Prepares fingerprints for being compared in pairs, most of which are far apart and soon known to be.
 *
 * A distance of at most d takes (1 - d) / (2 - d) of both sets' bits in common. While the words are counted, what is
 * common so far and the smaller of both rests bound what can be; two unlike pictures mostly fall short in the first quarter.
 *
 * @param fingerprints All of one length.
 * @returns Whether the fingerprints at two positions are certainly not near; what it lets pass nearly always is.
 */
export function rulesOutPairs(fingerprints: readonly Fingerprint[]): (a: number, b: number) => boolean {
  const length = fingerprints[0]?.length ?? 0;
  const blocks = Math.ceil(length / BLOCK);
  const words = new Uint32Array(fingerprints.length * length);
  // Bits from each block on, so rests[position * blocks] are all of a fingerprint.
  const rests = new Uint16Array(fingerprints.length * blocks);
  for (const [position, fingerprint] of fingerprints.entries()) {
    words.set(fingerprint, position * length);
    let rest = 0;
    for (let word = length - 1; word >= 0; word--) {
      rest += countBits(fingerprint[word]!);
      if (word % BLOCK === 0) {
        rests[position * blocks + word / BLOCK] = rest;
      }
    }
  }
  const share = (1 - nearDuplicateDistance) / (2 - nearDuplicateDistance);

  return (a, b) => {
    const [fromA, fromB, restsA, restsB] = [a * length, b * length, a * blocks, b * blocks];
    // A hair less, so that rounding rules nothing out.
    const needed = share * (rests[restsA]! + rests[restsB]!) - 1e-6;
    let common = 0;
    for (let block = 0; block < blocks; block++) {
      if (common + Math.min(rests[restsA + block]!, rests[restsB + block]!) < needed) {
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
