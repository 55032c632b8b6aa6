import { setBackend, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { BackendName } from '../../src/engines/engine.js';

/** Computes on a backend and reads the results back. */
export async function onBackend(
  name: BackendName,
  compute: () => readonly Tensor[],
): Promise<readonly Float32Array[]> {
  await setBackend(name);
  const results = tidy(() => [...compute()]);
  const values = await Promise.all(results.map((result) => result.data<'float32'>()));
  for (const result of results) {
    result.dispose();
  }
  return values;
}

/** Maximum of |a - b| / (1 + |b|): absolute for small numbers, relative for large ones. */
export function largestDeviation(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) {
    return Number.POSITIVE_INFINITY;
  }
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const deviation = Math.abs(actual[i]! - expected[i]!) / (1 + Math.abs(expected[i]!));
    largest = Number.isNaN(deviation) ? Number.POSITIVE_INFINITY : Math.max(largest, deviation);
  }
  return largest;
}

/** Values that change sign and never repeat; the same on every backend. */
export function filled(shape: readonly number[], phase = 0): Float32Array {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  return Float32Array.from({ length: size }, (_, i) => Math.sin(0.7 * i + phase + 0.001 * i * Math.cos(i)));
}
