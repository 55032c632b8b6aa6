import { describe, expect, it } from 'vitest';
import { nearestNeighbors } from '../../src/embed/nearest-neighbors.js';

describe('nearestNeighbors', () => {
  it('ranks by Euclidean distance, and of those equally far takes the first', async () => {
    // On a line: 0, 3, 3, 7; from the last, both of the middle are 4 away.
    const features = { count: 4, dimensions: 2, values: Float32Array.of(0, 0, 3, 0, 3, 0, 3, 4) };
    const { indices, distances } = await nearestNeighbors(features, { count: 2 });
    expect([...indices]).toEqual([1, 2, 2, 0, 1, 0, 1, 2]);
    expect([...distances]).toEqual([3, 3, 0, 3, 0, 3, 4, 4]);
  });

  it('finds what comparing every pair finds, over several blocks', async () => {
    const [count, dimensions] = [150, 3];
    const values = Float32Array.from({ length: count * dimensions }, (_, at) => Math.sin(at * at));
    const seen: number[] = [];
    const { indices, distances } = await nearestNeighbors(
      { count, dimensions, values },
      { count: 5, onProgress: ({ done }) => seen.push(done) },
    );
    expect(seen).toEqual([64, 128, 150]);
    const distance = (a: number, b: number): number =>
      Math.hypot(...[0, 1, 2].map((k) => values[a * dimensions + k]! - values[b * dimensions + k]!));
    for (let cell = 0; cell < count; cell++) {
      const others = Array.from({ length: count }, (_, other) => other).filter((other) => other !== cell);
      others.sort((a, b) => distance(cell, a) - distance(cell, b));
      expect([...indices.subarray(cell * 5, cell * 5 + 5)]).toEqual(others.slice(0, 5));
      expect(distances[cell * 5]).toBeCloseTo(distance(cell, others[0]!), 10);
    }
  });

  it('ends when it is asked to', async () => {
    const features = { count: 200, dimensions: 1, values: new Float32Array(200) };
    const signal = AbortSignal.abort();
    await expect(nearestNeighbors(features, { count: 1, signal })).rejects.toThrow(/abort/i);
  });
});
