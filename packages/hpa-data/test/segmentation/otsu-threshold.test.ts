import { describe, expect, it } from 'vitest';
import { otsuThreshold } from '../../src/segmentation/otsu-threshold.js';

describe('otsuThreshold', () => {
  it('lies between two groups of levels, whatever their sizes', () => {
    for (const [dark, bright] of [
      [5, 5],
      [95, 5],
      [2, 98],
    ] as const) {
      const values = Float32Array.from({ length: dark + bright }, (_, at) => (at < dark ? 10 : 200));
      expect(otsuThreshold(values)).toBeGreaterThanOrEqual(10);
      expect(otsuThreshold(values)).toBeLessThan(200);
    }
  });

  it('maximizes the variance between the classes, worked by hand', () => {
    // {0, 1} and {6, 7}: 2 * 2 * 6^2 = 144. {0} and the others: 1 * 3 * (14/3)^2 = 65.3. {0, 1, 6} and {7}: as much.
    const threshold = otsuThreshold(Float32Array.of(0, 1, 6, 7));
    expect(threshold).toBeGreaterThanOrEqual(1);
    expect(threshold).toBeLessThan(6);
  });

  it('is the level itself if there is only one, so that nothing lies above it', () => {
    expect(otsuThreshold(new Float32Array(9).fill(3))).toBe(3);
  });
});
