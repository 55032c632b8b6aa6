import { describe, expect, it } from 'vitest';
import { countConfusion } from '../../src/single-label/count-confusion.js';

const predictions = { labels: [0, 1, 1], predictions: [0, 0, 1] };

describe('countConfusion', () => {
  it('counts every sample once by default', () => {
    expect(countConfusion(predictions, { classCount: 2 })).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('counts the samples listed, as often as they are listed', () => {
    expect(countConfusion(predictions, { classCount: 2, samples: [1, 1, 2] })).toEqual([
      [0, 0],
      [2, 1],
    ]);
  });
});
