import { describe, expect, it } from 'vitest';
import { webglFilterGradientPlan } from '../../src/webgl/filter-gradient-plan.js';

describe('the plan of a filter gradient on webgl', () => {
  it('gives a first layer one fragment per weight and 16 of its 4752 rows', () => {
    expect(webglFilterGradientPlan({ weights: 864, rows: 4752 })).toEqual({ parts: 297, rowsPerPart: 16 });
  });

  it('does not split if one fragment per weight keeps a GPU busy', () => {
    expect(webglFilterGradientPlan({ weights: 300_000, rows: 128 })).toEqual({ parts: 1, rowsPerPart: 128 });
  });
});
