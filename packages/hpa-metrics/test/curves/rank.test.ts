import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rank } from '../../src/curves/rank.js';

describe('rank', () => {
  it('orders from the highest score to the lowest, with the truth of each', () => {
    const { scores, positives } = rank({
      scores: Float64Array.of(0.5, 1, 0, 0.25, 0.75),
      positives: Uint8Array.of(1, 0, 1, 0, 1),
    });
    expect([...scores]).toEqual([1, 0.75, 0.5, 0.25, 0]);
    expect([...positives]).toEqual([0, 1, 1, 0, 1]);
  });

  it('orders any finite numbers as a sort does, each with its truth', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ noNaN: true, min: 0, max: 1 }),
      fc.constantFrom(0, -0, 1, 0.5, -1e-7),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(number, fc.boolean()), { minLength: 1, maxLength: 60 }), (pairs) => {
        const given = {
          scores: Float64Array.from(pairs, ([score]) => score),
          positives: Uint8Array.from(pairs, ([, positive]) => (positive ? 1 : 0)),
        };
        const ranked = rank(given);
        // -0 becomes the 0 that it equals, and equal scores come in any order.
        expect([...ranked.scores]).toEqual([...given.scores].map((score) => score + 0).sort((a, b) => b - a));
        const described = (scores: Float64Array, truths: Uint8Array) =>
          [...truths].map((truth, at) => `${scores[at]! + 0} ${truth}`).sort();
        expect(described(ranked.scores, ranked.positives)).toEqual(described(given.scores, given.positives));
        expect([...given.scores]).toEqual(pairs.map(([score]) => score));
      }),
    );
  });
});
