import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { independentDifference } from '../../src/protocols/independent-difference.js';

describe('independentDifference', () => {
  it('adds up the sides of both intervals that face each other', () => {
    const { value, interval, pValue } = independentDifference({
      a: { value: 0.8, interval: [0.7, 0.85] },
      b: { value: 0.6, interval: [0.5, 0.75] },
    });
    expect(value).toBeCloseTo(0.2, 12);
    // 0.2 - sqrt(0.1^2 + 0.15^2), and 0.2 + sqrt(0.05^2 + 0.1^2).
    expect(interval![0]).toBeCloseTo(0.2 - Math.sqrt(0.0325), 12);
    expect(interval![1]).toBeCloseTo(0.2 + Math.sqrt(0.0125), 12);
    // 0.2 / sqrt(0.0325) x 1.959964 = 2.174385 standard errors; by math.erfc of Python.
    expect(pValue).toBeCloseTo(0.0296762, 6);
  });

  it('is far from chance where the scores are, and mirrored where they change places', () => {
    const [a, b] = [
      { value: 0.9, interval: [0.88, 0.92] as const },
      { value: 0.6, interval: [0.57, 0.62] as const },
    ];
    const there = independentDifference({ a, b });
    const back = independentDifference({ a: b, b: a });
    expect(there.pValue).toBeLessThan(1e-6);
    expect(back.value).toBeCloseTo(-there.value!, 12);
    expect(back.interval).toEqual([-there.interval![1], -there.interval![0]]);
    expect(back.pValue).toBe(there.pValue);
  });

  it('has a p-value below .05 just if the interval keeps to one side of 0', () => {
    const score = fc.tuple(
      fc.double({ min: 0.2, max: 0.8, noNaN: true }),
      fc.double({ min: 0.001, max: 0.2, noNaN: true }),
      fc.double({ min: 0.001, max: 0.2, noNaN: true }),
    );
    const estimate = ([value, down, up]: readonly [number, number, number]) => ({
      value,
      interval: [value - down, value + up] as const,
    });
    fc.assert(
      fc.property(score, score, (first, second) => {
        const { interval, pValue } = independentDifference({ a: estimate(first), b: estimate(second) });
        const end = Math.min(Math.abs(interval![0]), Math.abs(interval![1]));
        fc.pre(end > 1e-5);
        expect(pValue! < 0.05).toBe(interval![0] > 0 || interval![1] < 0);
        expect(pValue).toBeGreaterThanOrEqual(0);
        expect(pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('takes nothing from a side of an interval that does not hold the score', () => {
    const { interval } = independentDifference({
      a: { value: 0.5, interval: [0.4, 0.49] },
      b: { value: 0.5, interval: [0.4, 0.6] },
    });
    expect(interval![1]).toBeCloseTo(0.1, 12);
    expect(interval![0]).toBeCloseTo(-Math.sqrt(0.02), 12);
  });

  it('says why there is no interval, no p-value or no difference', () => {
    const known = { value: 0.5, interval: [0.4, 0.6] } as const;
    const none = { value: null, interval: null, reason: 'there is no such cell' };
    const alone = { value: 0.7, interval: null, reason: 'there is only one group' };
    expect(independentDifference({ a: known, b: none })).toEqual({
      value: null,
      interval: null,
      pValue: null,
      reason: 'there is no such cell',
    });
    expect(independentDifference({ a: alone, b: known })).toMatchObject({
      interval: null,
      pValue: null,
      reason: 'there is only one group',
    });
    const perfect = { value: 1, interval: [1, 1] } as const;
    const empty = { value: 0, interval: [0, 0] } as const;
    expect(independentDifference({ a: perfect, b: empty })).toMatchObject({
      value: 1,
      interval: null,
      pValue: null,
      reason: 'the intervals of both scores are empty',
    });
    expect(independentDifference({ a: perfect, b: perfect })).toEqual({
      value: 0,
      interval: [0, 0],
      pValue: 1,
    });
  });
});
