import { fill, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { counterHash, streamKey } from '../counter-hash.js';
import { sizeOf } from '../layer-kinds/layer-kind.js';
import { layerKind } from '../layer-kinds/layer-kinds.js';
import { variablesOf } from '../layers/variables-of.js';
import type { KernelInitializer } from '../types.js';

/**
 * Fills all weights of a network as the kinds of its layers say: kernels at random from the seed, all others with a number.
 *
 * @throws Error naming the layer if its kind, or a weight of it, is unknown
 */
export function initializeWeights(
  network: LayersModel,
  { seed, kernelInitializer }: { readonly seed: number; readonly kernelInitializer: KernelInitializer },
): void {
  // One stream per kernel, numbered by its place: the same seed gives the same kernels.
  let kernels = 0;
  for (const layer of network.layers) {
    const { initialWeights } = layerKind(layer);
    const variables = variablesOf(layer.weights);
    for (const [i, { originalName }] of layer.weights.entries()) {
      const weight = originalName.slice(originalName.lastIndexOf('/') + 1);
      const start = Object.hasOwn(initialWeights, weight) ? initialWeights[weight] : undefined;
      if (start === undefined) {
        throw new Error(`layer "${layer.name}", a ${layer.getClassName()}, has an unknown weight, ${weight}`);
      }
      const { shape } = variables[i]!;
      const value = (): Tensor => {
        if (typeof start === 'number') {
          return fill(shape, start);
        }
        const key = streamKey(seed, 0, kernels++);
        return tensor(KERNELS[kernelInitializer](sizeOf(shape), { ...start(shape), key }), shape);
      };
      tidy(() => variables[i]!.assign(value()));
    }
  }
}

interface Kernel {
  readonly key: number;
  readonly fanIn: number;
  readonly fanOut: number;
}

const KERNELS: Readonly<Record<KernelInitializer, (size: number, kernel: Kernel) => Float32Array>> = {
  glorotUniform(size, { key, fanIn, fanOut }) {
    const width = 2 * Math.sqrt(6 / (fanIn + fanOut));
    const values = new Float32Array(size);
    for (let i = 0; i < size; i++) {
      values[i] = width * ((counterHash(key, i) + 0.5) / 2 ** 32 - 0.5);
    }
    return values;
  },

  leCunNormal: (size, { key, fanIn }) => normalValues(size, { key, variance: 1 / fanIn }),
  heNormal: (size, { key, fanIn }) => normalValues(size, { key, variance: 2 / fanIn }),
};

/** Normal numbers of mean 0 (Box and Muller). */
function normalValues(
  size: number,
  { key, variance }: { readonly key: number; readonly variance: number },
): Float32Array {
  const deviation = Math.sqrt(variance);
  const values = new Float32Array(size);
  // Two uniform numbers make two normal ones; the half keeps the logarithm finite.
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
