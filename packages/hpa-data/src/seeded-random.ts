import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random draws that depends on its keys alone. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform in [low, high). */
  within(range: readonly [low: number, high: number]): number;
  /** Uniform over the integers in [low, high], both ends included. */
  integer(range: readonly [low: number, high: number]): number;
  /** Normal with mean 0 and standard deviation 1 (Box and Muller, 1958). */
  normal(): number;
  /** A shuffled copy (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[];
}

/**
 * Starts a stream of random draws from keys such as `[seed, 'order', epoch]`: equal keys give equal streams on every
 * machine, different keys give unrelated ones.
 *
 * @throws RangeError if a numeric key is not a safe integer.
 */
export function seededRandom(keys: readonly (string | number)[]): SeededRandom {
  for (const key of keys) {
    if (typeof key === 'number' && !Number.isSafeInteger(key)) {
      throw new RangeError(`a numeric key must be a safe integer; received ${key}`);
    }
  }
  const text = JSON.stringify(keys);
  const words = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f].map((basis) => hash(text, basis));
  const generator = xoroshiro128plusFromState(words);

  const uniform = () => uniformFloat64(generator);
  const integer: SeededRandom['integer'] = ([low, high]) => uniformInt(generator, low, high);
  return {
    uniform,
    integer,
    within: ([low, high]) => low + (high - low) * uniform(),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffle: (items) => {
      const shuffled = [...items];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = integer([0, i]);
        [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
      }
      return shuffled;
    },
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
