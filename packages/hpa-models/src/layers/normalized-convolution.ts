import { engine, type NamedTensorMap, type Tensor4D } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import type { BatchNormalization } from './batch-normalization.js';

/*
 * A convolution, the batch normalizations by moving averages around it and the ReLU after them, in one kernel that a backend may register.
 *
 *   HpaNormalizedConv2D  { x, filter, bias?, and with Before and After: mean, variance, beta, gamma? },
 *                        { strideHeight, strideWidth, dilationHeight, dilationWidth, same, relu, epsilonBefore, epsilonAfter } -> y
 *     Both normalizations are gamma * (x - mean) / sqrt(variance + epsilon) + beta over the last axis. `same` is 1 for this padding
 *     and 0 for 'valid'; `relu` is 1 for max(0, y).
 *
 * x and y are float32 [N, h, w, C], the filter [h, w, C, out], the bias [out], all others [C] or [out].
 */

/** A Conv2D and what runs with it. */
export interface NormalizedConvolution {
  readonly convolution: layers.Layer;
  readonly before: BatchNormalization | undefined;
  readonly after: BatchNormalization | undefined;
  readonly relu: boolean;
}

/** What the configuration of a Conv2D holds, as far as it counts here. */
interface Config {
  readonly strides: readonly [number, number];
  readonly dilationRate: readonly [number, number];
  readonly padding: string;
}

/** Returns what runs them as one, on a backend that has the kernel. Weights are read in every run. */
export function normalizedConvolution({
  convolution,
  before,
  after,
  relu,
}: NormalizedConvolution): (x: Tensor4D) => Tensor4D {
  const { strides, dilationRate, padding } = convolution.getConfig() as unknown as Config;
  const attributes = {
    strideHeight: strides[0],
    strideWidth: strides[1],
    dilationHeight: dilationRate[0],
    dilationWidth: dilationRate[1],
    same: padding === 'same' ? 1 : 0,
    relu: relu ? 1 : 0,
    epsilonBefore: epsilonOf(before),
    epsilonAfter: epsilonOf(after),
  };
  return (x) => {
    const [filter, bias] = convolution.weights.map((weight) => weight.read());
    const inputs = {
      x,
      filter,
      ...(bias && { bias }),
      ...statisticsOf(before, 'Before'),
      ...statisticsOf(after, 'After'),
    } as NamedTensorMap;
    return engine().runKernel('HpaNormalizedConv2D', inputs, attributes) as Tensor4D;
  };
}

function epsilonOf(normalization: BatchNormalization | undefined): number {
  return (normalization?.getConfig().epsilon as number | undefined) ?? 0;
}

/** The weights of a batch normalization, by their names in the kernel. */
function statisticsOf(
  normalization: BatchNormalization | undefined,
  place: 'Before' | 'After',
): NamedTensorMap {
  const weights = (normalization?.weights ?? []).map((weight) => weight.read());
  const [variance, mean, beta, gamma] = weights.reverse();
  return variance && mean && beta
    ? {
        [`variance${place}`]: variance,
        [`mean${place}`]: mean,
        [`beta${place}`]: beta,
        ...(gamma && { [`gamma${place}`]: gamma }),
      }
    : {};
}
