import {
  engine,
  type FusedConv2DAttrs,
  getGradient,
  type NamedTensorMap,
  registerGradient,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';

/**
 * Gives the kernel FusedConv2D a gradient, on all backends: { x, filter, bias? } with a linear activation or a ReLU, NHWC, without dilation.
 *
 * tfjs-core has none for the kernel. Its fused.conv2d() computes the gradients of all inputs at once, also that of the images, which no
 * training needs, and runs a ReLU by itself while gradients are recorded. Here each gradient is computed if something asks for it.
 */
export function registerConvolutionGradient(): void {
  registerGradient({
    kernelName: 'FusedConv2D',
    inputsToSave: ['x', 'filter'],
    outputsToSave: [true],
    gradFunc: (gradient, saved, attributes) => {
      const [x, filter, y] = saved as [Tensor, Tensor, Tensor];
      const { strides, pad, dimRoundingMode, dilations, dataFormat, activation } =
        attributes as unknown as FusedConv2DAttrs;
      if (dataFormat !== 'NHWC' || [dilations].flat().some((dilation) => dilation !== 1)) {
        throw new Error(
          `a gradient of FusedConv2D is for NHWC without dilation; received ${dataFormat} with dilations ${[dilations].flat().join(' x ')}`,
        );
      }
      const dy = beforeActivation({ dy: gradient as Tensor, y, activation });
      const run = (kernel: string, inputs: NamedTensorMap, shape: object): Tensor =>
        engine().runKernel(kernel, inputs, { strides, pad, dimRoundingMode, dataFormat, ...shape }) as Tensor;
      return {
        x: () => run('Conv2DBackpropInput', { dy, filter }, { inputShape: x.shape }),
        filter: () => run('Conv2DBackpropFilter', { x, dy }, { filterShape: filter.shape }),
        bias: () => sum(dy, [0, 1, 2]),
      };
    },
  });
}

function beforeActivation({
  dy,
  y,
  activation,
}: {
  readonly dy: Tensor;
  readonly y: Tensor;
  readonly activation: FusedConv2DAttrs['activation'] | undefined;
}): Tensor {
  if (activation === undefined || activation === 'linear') {
    return dy;
  }
  if (activation !== 'relu') {
    throw new Error(`a gradient of FusedConv2D is for linear and relu; received ${activation}`);
  }
  // A ReLU is positive where its input is.
  return getGradient('Relu').gradFunc(dy, [y], {}).x!();
}
