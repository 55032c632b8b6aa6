import { describe, expect, it } from 'vitest';
import { joinUnits } from '../../src/intervals/join-units.js';

const units = Array.from({ length: 10 }, (_, unit) => [2 * unit, 2 * unit + 1]);
const kinds = units.map((_, unit) => (unit % 2 === 0 ? 'even' : 'odd'));

describe('joinUnits', () => {
  it('leaves units alone if there are few enough', () => {
    expect(joinUnits(units, { maximum: 10, kinds, seed: 1 })).toBe(units);
  });

  it('joins units of a kind, each once', () => {
    const joined = joinUnits(units, { maximum: 4, kinds, seed: 1 });
    expect(joined.map((samples) => samples.length)).toEqual([4, 6, 4, 6]);
    expect(joined.flat().sort((first, second) => first - second)).toEqual(
      Array.from({ length: 20 }, (_, sample) => sample),
    );
    const kindsOf = (samples: readonly number[]) => new Set(samples.map((sample) => kinds[sample >> 1]));
    expect(joined.map((samples) => kindsOf(samples).size)).toEqual([1, 1, 1, 1]);
  });
});
