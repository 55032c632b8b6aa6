import { describe, expect, it } from 'vitest';
import { requireData } from '../../src/data/require-data.js';
import { countsWithout, countUnits } from '../../src/intervals/unit-counts.js';
import { handWorked } from '../support/hand-worked.js';

describe('countUnits', () => {
  it('keeps the counts of each unit that are not 0', () => {
    // Samples 0, 1 and 4, 5: true 0 predicted 0, true 0 predicted 1; true 2 predicted 2, true 2 predicted 0.
    const counts = countUnits(requireData(handWorked), {
      units: [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
    });
    expect([...counts.starts]).toEqual([0, 2, 3, 5]);
    expect([...counts.places]).toEqual([0, 1, 4, 8, 6]);
    expect([...counts.values]).toEqual([1, 1, 2, 1, 1]);
  });

  it('leaves the counts of the other units', () => {
    const counts = countUnits(requireData(handWorked), {
      units: [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
    });
    const all = Float64Array.of(1, 1, 0, 0, 2, 0, 1, 0, 1);
    expect([...countsWithout(counts, { all, unit: 0 })]).toEqual([0, 0, 0, 0, 2, 0, 1, 0, 1]);
    expect([...countsWithout(counts, { all, unit: 1 })]).toEqual([1, 1, 0, 0, 0, 0, 1, 0, 1]);
    expect([...all]).toEqual([1, 1, 0, 0, 2, 0, 1, 0, 1]);
  });

  it('counts classes, samples and exact matches of several labels', () => {
    const data = requireData({
      task: 'multi-label',
      labels: [[0, 1], [1], []],
      scores: [
        [1, 0],
        [0, 1],
        [0, 0],
      ],
    });
    const counts = countUnits(data, { units: [[0], [1, 2]] });
    // Hits, predictions and supports of both classes, samples, exact matches.
    const all = Float64Array.of(1, 1, 1, 1, 1, 2, 3, 2);
    expect([...countsWithout(counts, { all, unit: 1 })]).toEqual([1, 0, 1, 0, 1, 1, 1, 0]);
    expect([...countsWithout(counts, { all, unit: 0 })]).toEqual([0, 1, 0, 1, 0, 1, 2, 2]);
  });
});
