import { dispose, oneHot, randomUniform, type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** The same batch, again and again. */
export function repeatedBatch({ size, count, steps }: { size: number; count: number; steps: number }) {
  return {
    sampleCount: count * steps,
    async *batches() {
      for (let step = 0; step < steps; step++) {
        const images = randomUniform([count, size, size, 4], 0, 1, 'float32', 1) as Tensor4D;
        const indices = Array.from({ length: count }, (_, row) => row % 4);
        const labels = tidy(() => oneHot(indices, 4).toFloat() as Tensor2D);
        yield { images, labels, dispose: () => dispose([images, labels]) };
      }
    },
  };
}
