import { describe, expect, it } from 'vitest';
import { requireData } from '../../src/data/require-data.js';
import { countSteps, findStepCells } from '../../src/intervals/step-cells.js';

const data = requireData({
  task: 'multi-label',
  indicators: [
    [1, 0],
    [0, 1],
    [1, 0],
    [0, 0],
  ],
  scores: [
    [0.5, 0.9],
    [0.5, 0.2],
    [0.2, 0.2],
    [0.1, 0.2],
  ],
});

describe('countSteps', () => {
  it('counts each sample as often as it was drawn, at the steps of all samples', () => {
    // Class 0, falling: above .5 none; at .5 samples 0 and 1; between none; at .2 sample 2; below sample 3.
    const { hits, misses } = countSteps(findStepCells(data, { classIndex: 0 }), Int32Array.of(2, 1, 0, 1));
    expect([...hits]).toEqual([0, 2, 0, 0, 0]);
    expect([...misses]).toEqual([0, 1, 0, 0, 1]);
  });

  it('counts all pairs of a sample and a class', () => {
    // Above .5: .9. At .5: one positive, one negative. At .2: two positives, two negatives. Below: .1.
    const { hits, misses } = countSteps(
      findStepCells(data, { classIndex: undefined }),
      Int32Array.of(1, 1, 1, 1),
    );
    expect([...hits]).toEqual([0, 1, 0, 2, 0]);
    expect([...misses]).toEqual([1, 1, 0, 2, 1]);
  });
});
