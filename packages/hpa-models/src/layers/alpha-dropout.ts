import { type serialization, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { dropElements } from './drop-elements.js';
import type { DropoutOptions } from './dropout.js';
import { onlyTensor } from './only-tensor.js';

/** The value that SELU approaches at minus infinity: -scale * alpha. */
const SELU_FLOOR = -1.0507009873554805 * 1.6732632423543772;

/**
 * Dropout for SELU networks: dropped elements take SELU's lower limit, and an affine map then restores mean 0 and
 * variance 1 (Klambauer et al., arXiv:1706.02515, section "New Dropout Technique").
 *
 * It drops in training mode, unless frozen. `step` and `firstImage`, passed along with `training`, choose the mask. It is saved
 * under the standard class name.
 */
export class AlphaDropout extends layers.Layer {
  static readonly className: string = 'AlphaDropout';

  private readonly rate: number;
  private readonly seed: number;

  constructor({ name, rate, seed }: DropoutOptions) {
    super({ name });
    this.rate = rate;
    this.seed = seed;
  }

  override call(
    inputs: Tensor | Tensor[],
    options: { readonly training?: boolean; readonly step?: number; readonly firstImage?: number },
  ): Tensor {
    const x = onlyTensor(inputs);
    if (!options.training || !this.trainable || this.rate === 0) {
      return x;
    }
    const { rate, seed } = this;
    const { step = 0, firstImage = 0 } = options;
    const a = ((1 - rate) * (1 + rate * SELU_FLOOR ** 2)) ** -0.5;
    const b = -a * SELU_FLOOR * rate;
    return tidy(() =>
      dropElements(x, {
        rate,
        seed,
        step,
        firstImage,
        scale: a,
        shift: b,
        dropped: a * SELU_FLOOR + b,
      }),
    );
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed };
  }
}
