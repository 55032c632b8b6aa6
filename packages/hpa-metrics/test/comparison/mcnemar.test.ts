import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemar, mcnemarExact } from '../../src/comparison/mcnemar.js';
import { type PairedData, requirePaired } from '../../src/comparison/require-paired.js';
import { certain } from '../support/hand-worked.js';

function tested(data: PairedData) {
  const { a, b } = requirePaired(data);
  return mcnemar({ a: a.checked, b: b.checked });
}

describe('mcnemar', () => {
  it('counts who is right and tests the discordant pairs', () => {
    const result = tested({
      labels: [0, 0, 0, 0, 1, 1],
      a: certain([0, 0, 0, 1, 1, 0]),
      b: certain([0, 1, 1, 0, 0, 0]),
    });
    // three to one: 2 (1 + 4) / 2^4
    expect(result).toEqual({ bothRight: 1, onlyA: 3, onlyB: 1, bothWrong: 1, pValue: 0.625 });
  });

  it('counts a multi-label sample as right if all classes are, at the thresholds of each model', () => {
    const labels = [[0], [0, 1], []];
    const a = [
      [0.8, 0.2],
      [0.8, 0.2],
      [0.2, 0.2],
    ];
    // At 0.2 model b claims both classes of all three samples.
    const paired = { task: 'multi-label', labels, a, b: a, thresholds: { b: [0.2, 0.2] } } as const;
    const { pValue, ...counts } = tested(paired);
    expect(counts).toEqual({ bothRight: 0, onlyA: 2, onlyB: 1, bothWrong: 0 });
    expect(pValue).toBeCloseTo(1, 12);
    expect(tested({ ...paired, thresholds: undefined })).toMatchObject({ bothRight: 2, bothWrong: 1 });
  });
});

describe('mcnemarExact', () => {
  it('is 1 if there are no discordant pairs or they balance', () => {
    expect(mcnemarExact({ onlyA: 0, onlyB: 0 })).toBe(1);
    expect(mcnemarExact({ onlyA: 3, onlyB: 3 })).toBe(1);
  });

  it('is 2 / 2^n if one model wins every discordant pair', () => {
    expect(mcnemarExact({ onlyA: 5, onlyB: 0 })).toBeCloseTo(2 / 32, 15);
  });

  it.each([
    [0, 1],
    [9, 21],
    [480, 560],
    [2400, 2600],
    [0, 1000],
    [4000, 4001],
  ])('agrees with the sum in exact integers for %d against %d', (onlyA, onlyB) => {
    // 1e-10 relative leaves room for the rounding of some thousand logarithms.
    const ratio = mcnemarExact({ onlyA, onlyB }) / exactInIntegers(onlyA, onlyB);
    expect(Math.abs(ratio - 1)).toBeLessThan(1e-10);
  });

  it('stays positive if the p-value is smaller than any number', () => {
    expect(mcnemarExact({ onlyA: 100_000, onlyB: 0 })).toBe(Number.MIN_VALUE);
  });

  it('does not depend on which model is called a, and is in (0, 1]', () => {
    const count = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(count, count, (onlyA, onlyB) => {
        const pValue = mcnemarExact({ onlyA, onlyB });
        expect(pValue).toBe(mcnemarExact({ onlyA: onlyB, onlyB: onlyA }));
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('refuses numbers that are not counts', () => {
    expect(() => mcnemarExact({ onlyA: 1.5, onlyB: 0 })).toThrow(
      new RangeError('onlyA must be a count of samples; received 1.5'),
    );
    expect(() => mcnemarExact({ onlyA: 1, onlyB: -1 })).toThrow(
      new RangeError('onlyB must be a count of samples; received -1'),
    );
  });
});

/** min(1, 2 sum C(n, k) / 2^n) with the sum in BigInt; the quotient keeps 60 bits. */
function exactInIntegers(onlyA: number, onlyB: number): number {
  const n = BigInt(onlyA + onlyB);
  let term = 1n;
  let sum = 1n;
  for (let k = 1n; k <= Math.min(onlyA, onlyB); k++) {
    term = (term * (n - k + 1n)) / k;
    sum += term;
  }
  const surplusBits = Math.max(sum.toString(2).length - 60, 0);
  return Math.min(1, 2 * Number(sum >> BigInt(surplusBits)) * 2 ** (surplusBits - Number(n)));
}
