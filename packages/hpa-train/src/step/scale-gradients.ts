import { mul, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** Gradients times a factor, each of which takes the place of the one that it disposes. */
export function scaleGradients(
  gradients: Readonly<Record<string, Tensor>>,
  factor: number,
): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => {
      const scaled = tidy(() => mul(gradient, factor));
      gradient.dispose();
      return [name, scaled];
    }),
  );
}
