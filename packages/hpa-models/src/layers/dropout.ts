import { type serialization, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { dropElements } from './drop-elements.js';
import { onlyTensor } from './only-tensor.js';

/** Options of {@link Dropout}. */
export interface DropoutOptions {
  readonly name: string;
  /** Probability in [0, 1) that an element is dropped. */
  readonly rate: number;
  readonly seed: number;
}

/**
 * Sets elements to 0 with probability `rate` and divides the others by 1 - rate, in training mode, unless frozen (Srivastava
 * et al., JMLR 15, 2014).
 *
 * It replaces the layer of tfjs-layers, which with a seed drops the same elements at every step. Here `step` and
 * `firstImage`, passed along with `training`, choose the mask. It is saved under the standard class name.
 */
export class Dropout extends layers.Layer {
  static readonly className: string = 'Dropout';

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
    return tidy(() => dropElements(x, { rate, scale: 1 / (1 - rate), seed, step, firstImage }));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed };
  }
}
