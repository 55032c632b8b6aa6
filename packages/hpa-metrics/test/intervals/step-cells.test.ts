import { describe, expect, it } from 'vitest';
import { requireData } from '../../src/data/require-data.js';
import { countCells, findStepCells, stepsWithout } from '../../src/intervals/step-cells.js';

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

/** The steps of all samples but some. */
function without(samples: number[], classIndex: number | undefined): { hits: number[]; misses: number[] } {
  const cells = findStepCells(data, { classIndex });
  const { hits, misses } = stepsWithout(cells, { all: countCells(cells), samples, sampleCount: 4 });
  return { hits: [...hits], misses: [...misses] };
}

describe('stepsWithout', () => {
  it('counts the other samples, at the steps of all samples', () => {
    // Class 0, falling: above .5 none; at .5 samples 0 and 1; between none; at .2 sample 2; below sample 3.
    expect(without([], 0)).toEqual({ hits: [0, 1, 0, 1, 0], misses: [0, 1, 0, 0, 1] });
    expect(without([0, 3], 0)).toEqual({ hits: [0, 0, 0, 1, 0], misses: [0, 1, 0, 0, 0] });
  });

  it('counts all pairs of a sample and a class', () => {
    // Above .5: .9. At .5: one positive, one negative. At .2: two positives, two negatives. Below: .1.
    expect(without([], undefined)).toEqual({ hits: [0, 1, 0, 2, 0], misses: [1, 1, 0, 2, 1] });
    expect(without([1], undefined)).toEqual({ hits: [0, 1, 0, 1, 0], misses: [1, 0, 0, 2, 1] });
  });
});
