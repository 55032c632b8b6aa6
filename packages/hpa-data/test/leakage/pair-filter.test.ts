import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintDistance, NEAR_DUPLICATE_DISTANCE } from '../../src/leakage/fingerprint-distance.js';
import { pairFilter } from '../../src/leakage/pair-filter.js';

describe('pairFilter', () => {
  it('rules out pairs with too little in common, and passes those with enough', () => {
    const words = [0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0];
    const alike = [0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0]; // 39 of 40 bits
    const unlike = [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]; // 8 of 64 bits
    const isFar = pairFilter([words, alike, unlike].map((each) => Uint32Array.from(each)));
    expect(isFar(0, 0)).toBe(false);
    expect(isFar(0, 1)).toBe(false);
    expect(isFar(0, 2)).toBe(true);
  });

  it('rules out exactly the pairs that are not near', () => {
    const fingerprint = fc.uint32Array({ minLength: 6, maxLength: 6 });
    // Copies with some bits flipped: near, far and in between.
    const pair = fc
      .tuple(fingerprint, fc.array(fc.tuple(fc.nat(5), fc.nat(31)), { maxLength: 80 }))
      .map(([first, flips]) => {
        const second = first.slice();
        for (const [word, bit] of flips) {
          second[word]! ^= 1 << bit;
        }
        return [first, second] as const;
      });
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const distance = fingerprintDistance({ a, b });
        fc.pre(Math.abs(distance - NEAR_DUPLICATE_DISTANCE) > 1e-6);
        expect(pairFilter([a, b])(0, 1)).toBe(distance > NEAR_DUPLICATE_DISTANCE);
      }),
    );
  });

  it('calls blank images near', () => {
    const blank = new Uint32Array(8);
    expect(pairFilter([blank, blank])(0, 1)).toBe(false);
  });
});
