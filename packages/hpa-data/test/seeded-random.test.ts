import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../src/seeded-random.js';

const take = (keys: readonly (string | number)[], count = 8) => {
  const random = seededRandom(keys);
  return Array.from({ length: count }, () => random.uniform());
};

describe('seededRandom', () => {
  it('repeats for equal keys, and only for those', () => {
    expect(take([1, 'order', 2])).toEqual(take([1, 'order', 2]));
    const streams = [[1, 'order', 2], [1, 'order', 3], [2, 'order', 2], [1, 'order', '2'], [12], [1, 2]].map(
      (keys) => take(keys).join(),
    );
    expect(new Set(streams).size).toBe(streams.length);
  });

  it('gives the same numbers on every machine', () => {
    // Recorded from the first run: a change here changes every seeded split and synthetic cell ever made.
    expect(take(['golden', 1], 3)).toMatchInlineSnapshot(`
      [
        0.8261649187622587,
        0.208744101869351,
        0.3211267175855078,
      ]
    `);
  });

  it('spreads the first draws of consecutive seeds evenly', () => {
    const firsts = Array.from({ length: 4000 }, (_, seed) => take([seed], 1)[0]!);
    const counts = new Array<number>(10).fill(0);
    for (const first of firsts) {
      counts[Math.floor(first * 10)]!++;
    }
    // 400 are expected per tenth, with a standard deviation of 19; five deviations are allowed.
    expect(Math.min(...counts)).toBeGreaterThan(305);
    expect(Math.max(...counts)).toBeLessThan(495);
  });

  it('draws normal numbers with mean 0 and standard deviation 1', () => {
    const random = seededRandom(['normal']);
    const draws = Array.from({ length: 10_000 }, () => random.normal());
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    // The standard errors are 0.01 and 0.014; five of each are allowed.
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(variance - 1)).toBeLessThan(0.07);
  });

  it('shuffles without losing or changing anything', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const copy = [...items];
        const shuffled = seededRandom([seed]).shuffle(items);
        expect([...shuffled].sort()).toEqual([...items].sort());
        expect(items).toEqual(copy);
      }),
    );
  });

  it('stays within the requested ranges', () => {
    const random = seededRandom(['ranges']);
    for (let i = 0; i < 1000; i++) {
      expect([3, 4, 5]).toContain(random.integer([3, 5]));
      const value = random.within([-2, 0.5]);
      expect(value >= -2 && value < 0.5).toBe(true);
    }
  });

  it.each([1.5, Number.NaN, 2 ** 60])('refuses %s as a key', (seed) => {
    expect(() => seededRandom(['order', seed])).toThrow(
      new RangeError(`a numeric key must be a safe integer; received ${seed}`),
    );
  });
});
