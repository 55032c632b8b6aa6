import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counterHash, streamKey } from '../src/counter-hash.js';

const COUNT = 2 ** 16;

describe('counterHash', () => {
  it('keeps its values, which resumed trainings depend on', () => {
    expect(counterHash(0, 0)).toBe(0);
    expect([1, 2, 3].map((index) => counterHash(streamKey(1, 2), index))).toEqual([
      1604699714, 2417134817, 1957090930,
    ]);
  });

  it('gives 32 bits, whatever the key and index', () => {
    const uint32 = integer({ min: 0, max: 2 ** 32 - 1 });
    assert(
      property(uint32, uint32, (key, index) => {
        const hash = counterHash(key, index);
        expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true);
      }),
    );
  });

  it('sets each bit half of the time', () => {
    const key = streamKey(7);
    for (let bit = 0; bit < 32; bit++) {
      let ones = 0;
      for (let i = 0; i < COUNT; i++) {
        ones += (counterHash(key, i) >>> bit) & 1;
      }
      // Five standard deviations of a fair coin: sqrt(65536) / 2 = 128 each.
      expect(Math.abs(ones - COUNT / 2)).toBeLessThan(5 * 128);
    }
  });

  it('fills the cells of a pair of successive values evenly', () => {
    const key = streamKey(11);
    const cells = new Array<number>(256).fill(0);
    for (let i = 0; i < COUNT; i++) {
      const cell = (counterHash(key, 2 * i) >>> 28) * 16 + (counterHash(key, 2 * i + 1) >>> 28);
      cells[cell]! += 1;
    }
    const expected = COUNT / 256;
    const chiSquare = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 255 degrees of freedom: mean 255, standard deviation 22.6; five of them on either side.
    expect(Math.abs(chiSquare - 255)).toBeLessThan(5 * 22.6);
  });
});

describe('streamKey', () => {
  it('tells the parts of a path apart', () => {
    const keys = [streamKey(1), streamKey(1, 0), streamKey(1, 1, 2), streamKey(1, 2, 1), streamKey(2, 1, 2)];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('makes the streams of successive steps independent', () => {
    const [first, second] = [streamKey(5, 0), streamKey(5, 1)];
    let agreements = 0;
    for (let i = 0; i < COUNT; i++) {
      agreements += counterHash(first, i) >>> 31 === counterHash(second, i) >>> 31 ? 1 : 0;
    }
    // Five standard deviations, 128 each.
    expect(Math.abs(agreements - COUNT / 2)).toBeLessThan(5 * 128);
  });
});
