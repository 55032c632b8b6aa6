import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random draws that depends on its keys alone. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform over the integers in [low, high], both ends included. */
  integer(range: readonly [low: number, high: number]): number;
}

/**
 * Starts a stream of random draws from keys such as `[seed, 'trial', number]`: equal keys give equal streams on every machine,
 * different keys give unrelated ones.
 */
export function seededRandom(keys: readonly (string | number)[]): SeededRandom {
  const text = JSON.stringify(keys);
  const words = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f].map((basis) => hash(text, basis));
  const generator = xoroshiro128plusFromState(words);
  return {
    uniform: () => uniformFloat64(generator),
    integer: ([low, high]) => uniformInt(generator, low, high),
  };
}

/** FNV-1a over the UTF-16 code units, starting at `basis`, then MurmurHash3's finalizer to spread the bits. */
function hash(text: string, basis: number): number {
  let h = basis;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
