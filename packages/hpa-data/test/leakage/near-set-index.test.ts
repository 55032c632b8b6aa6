import { describe, expect, it } from 'vitest';
import { createNearSetIndex } from '../../src/leakage/near-set-index.js';
import { seededRandom } from '../../src/seeded-random.js';

const WORDS = 68;
const random = seededRandom(['near-set-index.test']);

/** A set of so many bits, and another that shares so many of them. */
function pairOf({ bits, common }: { readonly bits: number; readonly common: number }) {
  const order = random.shuffle(Array.from({ length: WORDS * 32 }, (_, bit) => bit));
  const setOf = (chosen: readonly number[]) => {
    const words = new Uint32Array(WORDS);
    for (const bit of chosen) {
      words[bit >> 5]! |= 1 << (bit & 31);
    }
    return words;
  };
  return [setOf(order.slice(0, bits)), setOf(order.slice(bits - common, 2 * bits - common))] as const;
}

/** How often the second of a pair finds the first. */
function foundShare(shape: { readonly bits: number; readonly common: number }, pairs: number): number {
  const index = createNearSetIndex({ capacity: pairs, words: WORDS });
  const drawn = Array.from({ length: pairs }, () => pairOf(shape));
  for (const [first] of drawn) {
    index.add(index.keysOf(first));
  }
  let found = 0;
  for (const [own, [, second]] of drawn.entries()) {
    index.forEachCandidate(index.keysOf(second), (position) => {
      found += position === own ? 1 : 0;
    });
  }
  return found / pairs;
}

describe('createNearSetIndex', () => {
  it('finds sets as often as its bands promise: nearly all near ones, and few far ones', () => {
    // Similarities of 126 / 174, 140 / 160 and 50 / 250.
    expect(foundShare({ bits: 150, common: 126 }, 1000)).toBeGreaterThan(0.99);
    expect(foundShare({ bits: 150, common: 140 }, 1000)).toBe(1);
    expect(foundShare({ bits: 150, common: 50 }, 1000)).toBeLessThan(0.01);
  });

  it('visits each set once, equal and empty ones too', () => {
    const index = createNearSetIndex({ capacity: 3, words: 1 });
    for (const words of [Uint32Array.of(6), Uint32Array.of(0), Uint32Array.of(6)]) {
      index.add(index.keysOf(words));
    }
    const visited = (word: number) => {
      const positions: number[] = [];
      index.forEachCandidate(index.keysOf(Uint32Array.of(word)), (position) => positions.push(position));
      return positions.sort();
    };
    expect(visited(6)).toEqual([0, 2]);
    expect(visited(0)).toEqual([1]);
  });
});
