import { ones, type Tensor, tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { counterHash, streamKey } from '../counter-hash.js';
import { variablesOf } from '../layers/variables-of.js';

/**
 * How kernels start.
 *
 * - `glorotUniform`: uniform in ±sqrt(6 / (fanIn + fanOut)), the default of Keras (Glorot and Bengio, AISTATS 2010)
 * - `leCunNormal`: normal with variance 1 / fanIn, for SELU networks (Klambauer et al., arXiv:1706.02515)
 * - `heNormal`: normal with variance 2 / fanIn, for ReLU networks (He et al., arXiv:1502.01852)
 */
export type KernelInitializer = 'glorotUniform' | 'leCunNormal' | 'heNormal';

/** Options of {@link initializeWeights}. */
export interface InitializeWeightsOptions {
  readonly seed: number;
  readonly kernelInitializer: KernelInitializer;
}

/** Fills all weights of a network: kernels at random from the seed, gamma and moving variance 1, all others 0. */
export function initializeWeights(
  network: LayersModel,
  { seed, kernelInitializer }: InitializeWeightsOptions,
): void {
  const weights = network.layers.flatMap((layer) => layer.weights);
  const variables = variablesOf(weights);
  // One stream per kernel, numbered by its place: the same seed gives the same kernels.
  let kernels = 0;
  weights.forEach(({ originalName }, i) => {
    const kind = originalName.slice(originalName.lastIndexOf('/') + 1);
    const variable = variables[i]!;
    tidy(() => variable.assign(initialValue(kind, variable.shape)));
  });

  function initialValue(kind: string, shape: number[]): Tensor {
    if (kind === 'gamma' || kind === 'moving_variance') {
      return ones(shape);
    }
    if (kind !== 'kernel') {
      return zeros(shape);
    }
    return tensor(KERNELS[kernelInitializer](shape, streamKey(seed, 0, kernels++)), shape);
  }
}

const KERNELS: Readonly<Record<KernelInitializer, (shape: readonly number[], key: number) => Float32Array>> =
  {
    glorotUniform(shape, key) {
      const { fanIn, fanOut, size } = fans(shape);
      const width = 2 * Math.sqrt(6 / (fanIn + fanOut));
      const values = new Float32Array(size);
      for (let i = 0; i < size; i++) {
        values[i] = width * ((counterHash(key, i) + 0.5) / 2 ** 32 - 0.5);
      }
      return values;
    },

    leCunNormal: (shape, key) => normalValues(shape, { key, gain: 1 }),
    heNormal: (shape, key) => normalValues(shape, { key, gain: 2 }),
  };

/** Normal numbers of variance gain / fanIn. */
function normalValues(
  shape: readonly number[],
  { key, gain }: { readonly key: number; readonly gain: number },
): Float32Array {
  const { fanIn, size } = fans(shape);
  const deviation = Math.sqrt(gain / fanIn);
  const values = new Float32Array(size);
  // Box-Muller: two uniform numbers make two normal ones; the half keeps the logarithm finite.
  for (let i = 0; i < size; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log((counterHash(key, i) + 0.5) / 2 ** 32));
    const angle = 2 * Math.PI * (counterHash(key, i + 1) / 2 ** 32);
    values[i] = radius * Math.cos(angle);
    if (i + 1 < size) {
      values[i + 1] = radius * Math.sin(angle);
    }
  }
  return values;
}

/** Inputs and outputs of one unit: [kernel height, kernel width, in, out] or [in, out]. */
function fans(shape: readonly number[]): { fanIn: number; fanOut: number; size: number } {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const [inputs, outputs] = shape.slice(-2) as [number, number];
  return { fanIn: size / outputs, fanOut: size / inputs, size };
}
