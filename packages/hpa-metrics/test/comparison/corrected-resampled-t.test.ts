import { describe, expect, it } from 'vitest';
import { correctedResampledT } from '../../src/index.js';

describe('correctedResampledT', () => {
  it('is what two differences give by hand', () => {
    // Mean 0.2, s^2 = 0.02, t = 0.2 / sqrt((1/2 + 1/2) 0.02) = sqrt 2; with one degree of freedom p = 1 - 2/pi atan(sqrt 2).
    const { mean, pValue, degreesOfFreedom, interval } = correctedResampledT({
      differences: [0.1, 0.3],
      testShare: 0.5,
    });
    expect(mean).toBeCloseTo(0.2, 14);
    expect(pValue).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(Math.SQRT2), 12);
    expect(degreesOfFreedom).toBe(1);
    expect(interval![1]).toBeCloseTo(0.2 + 12.706204736 * Math.sqrt(0.02), 8);
  });

  it('is what scipy says of ten folds', () => {
    // statistic = mean / sqrt((1/10 + 1/9) var), var with ddof=1, and scipy.stats.t.sf(statistic, 9) * 2 of scipy 1.17.1.
    const differences = [0.02, 0.05, -0.01, 0.03, 0.04, 0.0, 0.06, 0.01, 0.02, 0.03];
    const { mean, pValue, interval } = correctedResampledT({ differences, testShare: 1 / 9 });
    expect(mean).toBeCloseTo(0.025, 12);
    expect(pValue).toBeCloseTo(0.033647657061, 10);
    expect(interval![0]).toBeCloseTo(0.002413365183, 10);
  });

  it('excludes 0 where the p-value is below 1 - level', () => {
    for (const level of [0.5, 0.8, 0.9, 0.95, 0.99]) {
      const { interval, pValue } = correctedResampledT({
        differences: [0.1, 0.3, 0.25, 0.07],
        testShare: 1 / 3,
        level,
      });
      expect(interval![0] > 0).toBe(pValue! < 1 - level);
    }
  });

  it('says in words why one fold, or folds that agree, have no p-value', () => {
    const one = correctedResampledT({ differences: [0.1], testShare: 0.25 });
    expect(one).toMatchObject({ mean: 0.1, interval: null, pValue: null });
    expect(one.reason).toBe('one fold does not say how much folds differ');
    const same = correctedResampledT({ differences: [0.5, 0.5], testShare: 0.25 });
    expect(same).toMatchObject({ interval: null, pValue: null });
    expect(same.reason).toMatch(/^all folds have the same difference/);
    expect(correctedResampledT({ differences: [0, 0], testShare: 0.25 })).toMatchObject({
      interval: [0, 0],
      pValue: 1,
    });
  });

  it('refuses what is no difference, share or level', () => {
    expect(() => correctedResampledT({ differences: [], testShare: 1 })).toThrow(/^differences must hold/);
    expect(() => correctedResampledT({ differences: [Number.NaN], testShare: 1 })).toThrow(
      /^differences\[0\] must be/,
    );
    expect(() => correctedResampledT({ differences: [1, 2], testShare: 0 })).toThrow(/^testShare must be/);
    expect(() => correctedResampledT({ differences: [1, 2], testShare: 1, level: 1 })).toThrow(/^level must/);
  });
});
