import { describe, expect, it } from 'vitest';
import type { FeatureMatrix } from '../../src/embed/feature-matrix.js';
import { nearestNeighbors } from '../../src/embed/nearest-neighbors.js';
import { umapLayout } from '../../src/embed/umap-layout.js';

/** Two clusters of 20 cells, far from each other. */
const CLUSTERS: FeatureMatrix = {
  count: 40,
  dimensions: 3,
  values: Float32Array.from({ length: 120 }, (_, at) => Math.sin(at * at) + (at < 60 ? 0 : 50)),
};

async function layout(features: FeatureMatrix, seed: number): Promise<number[]> {
  const neighbors = await nearestNeighbors(features, { count: Math.min(14, features.count - 1) });
  return [...(await umapLayout(neighbors, { seed }))];
}

describe('umapLayout', () => {
  it('gives equal layouts for equal seeds and others for others, in which cells of a cluster stay together', async () => {
    const points = await layout(CLUSTERS, 1);
    expect(points).toHaveLength(80);
    expect(await layout(CLUSTERS, 1)).toEqual(points);
    expect(await layout(CLUSTERS, 2)).not.toEqual(points);
    const distance = (a: number, b: number): number =>
      Math.hypot(points[2 * a]! - points[2 * b]!, points[2 * a + 1]! - points[2 * b + 1]!);
    for (let cell = 0; cell < 40; cell++) {
      const others = Array.from({ length: 40 }, (_, other) => other).filter((other) => other !== cell);
      const [nearest] = others.sort((a, b) => distance(cell, a) - distance(cell, b));
      expect(nearest! < 20).toBe(cell < 20);
    }
  });

  it.each([
    [
      'three cells, the fewest that there can be',
      { count: 3, dimensions: 1, values: Float32Array.of(0, 1, 5) },
    ],
    ['equal cells', { count: 20, dimensions: 2, values: new Float32Array(40).fill(3) }],
  ])('places %s', async (_, features) => {
    const points = await layout(features, 1);
    expect(points).toHaveLength(2 * features.count);
    expect(points.every(Number.isFinite)).toBe(true);
  });
});
