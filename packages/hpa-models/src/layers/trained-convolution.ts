import { engine, type NamedTensorMap, selu, type Tensor } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';

/** What the configuration of a Conv2D holds, as far as it counts here. */
interface Config {
  readonly strides: readonly [number, number];
  readonly dilationRate: readonly [number, number];
  readonly padding: 'same' | 'valid';
  readonly activation: string;
}

/** What the kernel applies to its sums, and what comes after it. */
const ACTIVATIONS: Readonly<
  Record<string, { readonly within: 'linear' | 'relu'; readonly after?: (x: Tensor) => Tensor }>
> = {
  linear: { within: 'linear' },
  relu: { within: 'relu' },
  selu: { within: 'linear', after: selu },
};

/**
 * Returns what runs a Conv2D with its bias and activation through the kernel FusedConv2D, for a network whose gradients are wanted; undefined for
 * layers that have to run by themselves: other layers, dilated ones and those with another activation.
 *
 * The kernel must have a registered gradient, which tfjs-core lacks. Then each gradient is computed only if it is asked for, unlike
 * in the layer, which computes that of its images too, and bias and ReLU cost no pass over the images of their own.
 */
export function trainedConvolution(layer: layers.Layer): ((x: Tensor) => Tensor) | undefined {
  if (layer.getClassName() !== 'Conv2D') {
    return undefined;
  }
  const { strides, dilationRate, padding, activation } = layer.getConfig() as unknown as Config;
  const chosen = ACTIVATIONS[activation];
  if (!chosen || dilationRate.some((dilation) => dilation !== 1)) {
    return undefined;
  }
  const attributes = {
    strides: [...strides],
    pad: padding,
    dataFormat: 'NHWC',
    dilations: [...dilationRate],
    activation: chosen.within,
  };
  const { after = (x) => x } = chosen;
  return (x) => {
    const [filter, bias] = layer.weights.map((weight) => weight.read());
    const inputs = { x, filter, ...(bias && { bias }) } as NamedTensorMap;
    return after(engine().runKernel('FusedConv2D', inputs, attributes) as Tensor);
  };
}
