import { describe, expect, it } from 'vitest';
import { resample } from '../../src/intervals/resample.js';

const unitCount = 3;

describe('resample', () => {
  it('draws as many units as there are, with replacement', () => {
    const draws = [...resample(unitCount, { seed: 1, resamples: 50 })];
    expect(draws.length).toBe(50);
    expect(draws.every((units) => units.length === 3)).toBe(true);
    expect(draws.some((units) => new Set(units).size < 3)).toBe(true);
  });

  it('draws every unit equally often', () => {
    const counts = [0, 0, 0];
    for (const units of resample(unitCount, { seed: 7, resamples: 10_000 })) {
      for (const unit of units) {
        counts[unit]! += 1;
      }
    }
    // 30,000 draws: five standard deviations of a count are 5 sqrt(30000 * 1/3 * 2/3) = 408.
    for (const count of counts) {
      expect(Math.abs(count - 10_000)).toBeLessThan(408);
    }
  });

  it('draws the same for the same seed, and differs for another', () => {
    const draw = (seed: number) => [...resample(unitCount, { seed, resamples: 20 })];
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('refuses the seed %d', (seed) => {
    expect(() => [...resample(unitCount, { seed, resamples: 1 })]).toThrow(
      new RangeError(`seed must be an integer in [0, 2^32); received ${seed}`),
    );
  });

  it.each([0, 1.5, Number.NaN])('refuses %d resamples', (resamples) => {
    expect(() => [...resample(unitCount, { seed: 1, resamples })]).toThrow(
      new RangeError(`resamples must be a positive integer; received ${resamples}`),
    );
  });
});
