import {
  avgPool,
  customGrad,
  div,
  mul,
  type serialization,
  type Tensor,
  type Tensor4D,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { onlyTensor } from './only-tensor.js';
import { runRegistered } from './run-registered.js';

/** Options of {@link AveragePooling}. */
export interface AveragePoolingOptions {
  readonly name: string;
  /** Edge of the square window, in pixels: an odd integer. */
  readonly poolSize: number;
}

/**
 * Averages float32 [N, H, W, C] over a window around each pixel ('same', stride 1), counting only the pixels inside the
 * image, as Keras does.
 *
 * It replaces the layer of tfjs-layers, whose gradient divides by the whole window even at the borders. It is saved under the
 * standard class name.
 */
export class AveragePooling extends layers.Layer {
  static readonly className: string = 'AveragePooling2D';

  private readonly poolSize: number;

  /** @throws RangeError if poolSize is not an odd integer */
  constructor({ name, poolSize }: AveragePoolingOptions) {
    super({ name });
    if (!Number.isInteger(poolSize) || poolSize % 2 !== 1) {
      throw new RangeError(`${name}: poolSize must be an odd integer; received ${poolSize}`);
    }
    this.poolSize = poolSize;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return averageAround(onlyTensor(inputs) as Tensor4D, this.poolSize);
  }

  override getConfig(): serialization.ConfigDict {
    const { poolSize } = this;
    return {
      ...super.getConfig(),
      poolSize: [poolSize, poolSize],
      strides: [1, 1],
      padding: 'same',
      dataFormat: 'channelsLast',
    };
  }
}

/**
 * An input pixel lies in exactly those windows whose center lies in its own window. So the gradient is the sum of dy / count over
 * that window, and a sum is count times the average. A backend may register this as one kernel:
 *
 *   HpaAveragePoolGrad { dy } { poolSize } -> dx
 */
function averageAround(x: Tensor4D, poolSize: number): Tensor {
  const [, height, width] = x.shape;
  return customGrad(() => ({
    value: avgPool(x, poolSize, 1, 'same'),
    gradFunc: (dy: Tensor) =>
      (runRegistered('HpaAveragePoolGrad', { dy }, { poolSize }) as Tensor | undefined) ??
      tidy(() => {
        const count = windowCounts([height, width], poolSize);
        return mul(count, avgPool(div(dy as Tensor4D, count) as Tensor4D, poolSize, 1, 'same'));
      }),
  }))(x);
}

/** How many pixels of the image each window covers: [1, H, W, 1]. */
function windowCounts([height, width]: readonly [number, number], poolSize: number): Tensor4D {
  const reach = (poolSize - 1) / 2;
  const covered = (size: number) =>
    Array.from({ length: size }, (_, i) => Math.min(i + reach, size - 1) - Math.max(i - reach, 0) + 1);
  const across = covered(width);
  const counts = covered(height).flatMap((rows) => across.map((columns) => rows * columns));
  return tensor4d(counts, [1, height, width, 1]);
}
