import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm } from '../../src/index.js';

describe('holm', () => {
  it('multiplies the smallest by the number of tests, and never decreases', () => {
    // sorted .01 .03 .04: times 3, 2, 1 = .03, .06, .04, which is raised to .06
    const [first, second, third] = holm([0.04, 0.01, 0.03]);
    expect(first).toBeCloseTo(0.06, 15);
    expect(second).toBeCloseTo(0.03, 15);
    expect(third).toBeCloseTo(0.06, 15);
  });

  it('stops at 1, keeps a single p-value and returns none for none', () => {
    expect(holm([0.6, 0.9])).toEqual([1, 1]);
    expect(holm([0.2])).toEqual([0.2]);
    expect(holm([])).toEqual([]);
  });

  it('lies between the p-value and its Bonferroni correction, in the same order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (pValues) => {
        const adjusted = holm(pValues);
        for (const [index, pValue] of pValues.entries()) {
          expect(adjusted[index]).toBeGreaterThanOrEqual(pValue);
          expect(adjusted[index]).toBeLessThanOrEqual(Math.min(1, pValue * pValues.length));
          for (const [otherIndex, other] of pValues.entries()) {
            if (pValue < other) {
              expect(adjusted[index]).toBeLessThanOrEqual(adjusted[otherIndex]!);
            }
          }
        }
      }),
    );
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses the p-value %d', (pValue) => {
    expect(() => holm([0.5, pValue])).toThrow(
      new RangeError(`pValues[1] must be in [0, 1]; received ${pValue}`),
    );
  });
});
