import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';

/** Gradient of a scalar function by central differences; float32 leaves about three digits. */
export function numericGradient(f: (x: Tensor) => Tensor, x: Tensor, step = 1e-2): number[] {
  const values = [...x.dataSync()];
  const at = (i: number, delta: number) =>
    tidy(
      () =>
        f(
          tensor(
            values.map((value, j) => (i === j ? value + delta : value)),
            x.shape,
          ),
        ).dataSync()[0]!,
    );
  return values.map((_, i) => (at(i, step) - at(i, -step)) / (2 * step));
}
