import {
  batchNorm,
  ones,
  type Rank,
  type serialization,
  type Tensor,
  type Tensor1D,
  tidy,
} from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers } from '@tensorflow/tfjs-layers';
import { clampTo } from './batch-normalization-kernels.js';
import { normalizeBatch } from './normalize-batch.js';
import { onlyTensor } from './only-tensor.js';

/** Options of {@link BatchNormalization}; the defaults are those of Keras. */
export interface BatchNormalizationOptions {
  readonly name: string;
  /** Whether to learn a factor (gamma) per channel. */
  readonly scale?: boolean;
  /** Share of a moving average that is kept per training step, in [0, 1]. */
  readonly momentum?: number;
  /** Added to the variance. */
  readonly epsilon?: number;
}

/**
 * Batch normalization over the last axis, for float32 [N, C] or [N, H, W, C].
 *
 * It replaces the layer of tfjs-layers, which uses and updates batch statistics even if frozen, and without gamma throws in
 * training. In training mode, unless frozen, this one normalizes by the batch and updates its averages (mean and biased
 * variance); otherwise it normalizes by its averages. It is saved under the standard class and weight names, so that plain
 * tfjs-layers can read it.
 *
 * Called with a `ceiling`, it applies a ReLU with that upper end too, in the same kernel if the backend has one.
 */
export class BatchNormalization extends layers.Layer {
  static readonly className: string = 'BatchNormalization';

  private readonly scale: boolean;
  private readonly momentum: number;
  private readonly epsilon: number;
  private gamma?: LayerVariable;
  private beta!: LayerVariable;
  private movingMean!: LayerVariable;
  private movingVariance!: LayerVariable;

  constructor({ name, scale = true, momentum = 0.99, epsilon = 1e-3 }: BatchNormalizationOptions) {
    super({ name });
    this.scale = scale;
    this.momentum = momentum;
    this.epsilon = epsilon;
  }

  override build(inputShape: (number | null)[]): void {
    const shape = inputShape.slice(-1);
    const one = initializers.ones();
    const zero = initializers.zeros();
    if (this.scale) {
      this.gamma = this.addWeight('gamma', shape, 'float32', one);
    }
    this.beta = this.addWeight('beta', shape, 'float32', zero);
    this.movingMean = this.addWeight('moving_mean', shape, 'float32', zero, undefined, false);
    this.movingVariance = this.addWeight('moving_variance', shape, 'float32', one, undefined, false);
    this.built = true;
  }

  override call(
    inputs: Tensor | Tensor[],
    { training, ceiling = 0 }: { readonly training?: boolean; readonly ceiling?: number },
  ): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      if (training && this.trainable) {
        return this.normalizeByBatch(x, ceiling);
      }
      return clampTo(this.normalizeByAverages(x), ceiling);
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { scale, momentum, epsilon } = this;
    return { ...super.getConfig(), axis: -1, center: true, scale, momentum, epsilon };
  }

  private normalizeByBatch(x: Tensor, ceiling: number): Tensor {
    return normalizeBatch(x, {
      ...(this.gamma && { gamma: this.gamma.read() }),
      beta: this.beta.read(),
      movingMean: this.movingMean.read(),
      movingVariance: this.movingVariance.read(),
      momentum: this.momentum,
      epsilon: this.epsilon,
      ceiling,
      move: (mean, variance) => {
        this.movingMean.write(mean);
        this.movingVariance.write(variance);
      },
    });
  }

  private normalizeByAverages(x: Tensor): Tensor {
    const [mean, variance, beta] = [this.movingMean, this.movingVariance, this.beta].map(
      (weight) => weight.read() as Tensor1D,
    ) as [Tensor1D, Tensor1D, Tensor1D];
    // The gradient of the operation needs a scale.
    const gamma = this.gamma ? (this.gamma.read() as Tensor1D) : ones<Rank.R1>([x.shape[x.rank - 1]!]);
    return batchNorm(x, mean, variance, beta, gamma, this.epsilon);
  }
}
