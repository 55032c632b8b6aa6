import { describe, expect, it } from 'vitest';
import { formulaHash, formulaValues } from './formula-weights.js';
import { lacksShared, readGolden } from './shared-data.js';

const GOLDEN = 'goldens/formula-weights/golden.json';

interface FormulaGolden {
  readonly hash: readonly { readonly k: number; readonly i: number; readonly h: number }[];
  readonly tensors: readonly {
    readonly kind: string;
    readonly k: number;
    readonly shape: readonly number[];
    readonly first4: readonly number[];
    readonly last: number;
    readonly sum: number;
  }[];
}

describe.skipIf(lacksShared(GOLDEN))('formula weights', () => {
  it('have the bits of the reference', () => {
    const golden = readGolden<FormulaGolden>(GOLDEN);
    for (const { k, i, h } of golden.hash) {
      expect(formulaHash(k, i)).toBe(h);
    }
    for (const { kind, k, shape, first4, last, sum } of golden.tensors) {
      const values = formulaValues(kind, k, shape);
      expect([...values.slice(0, first4.length)], kind).toEqual(first4);
      expect(values.at(-1)).toBe(last);
      expect(values.reduce((total, value) => total + value, 0)).toBeCloseTo(sum, 9);
    }
  });
});
