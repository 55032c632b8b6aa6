import type { Batch, BatchSource } from '@hpa/train';
import { dispose, oneHot, randomUniform, type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** The same batch, again and again. */
export function repeatedBatch({
  size,
  count,
  steps,
}: {
  readonly size: number;
  readonly count: number;
  readonly steps: number;
}): BatchSource {
  return {
    sampleCount: count * steps,
    async *batches(): AsyncGenerator<Batch> {
      for (let step = 0; step < steps; step++) {
        const images = randomUniform([count, size, size, 4], 0, 1, 'float32', 1) as Tensor4D;
        const indices = Array.from({ length: count }, (_, row) => row % 4);
        const labels = tidy(() => oneHot(indices, 4).toFloat() as Tensor2D);
        yield { images, labels, dispose: () => dispose([images, labels]) };
      }
    },
  };
}
