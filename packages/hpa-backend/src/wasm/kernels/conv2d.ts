import { backend_util, type Conv2DAttrs } from '@tensorflow/tfjs-core';
import { input, type KernelCall, type WasmKernel } from '../kernel-call.js';

/**
 * The stock convolutions with 'same' padding spelled out in pixels: XNNPACK's own 'same' gives zeros where a
 * stride is larger than the filter.
 */
export const conv2d: WasmKernel = { kernelName: 'Conv2D', run: withExplicitPadding };
export const fusedConv2d: WasmKernel = { kernelName: 'FusedConv2D', run: withExplicitPadding };

function withExplicitPadding({
  inputs,
  attrs,
  backend,
  stock,
}: KernelCall): ReturnType<NonNullable<KernelCall['stock']>> {
  if (stock === undefined) throw new Error('tfjs-backend-wasm registered no convolution');
  const { strides, pad, dilations, dimRoundingMode, dataFormat } = attrs as unknown as Conv2DAttrs;
  if (pad !== 'same' || dataFormat !== 'NHWC') return stock({ inputs, attrs, backend });
  const { padInfo } = backend_util.computeConv2DInfo(
    input(inputs, 'x').shape as [number, number, number, number],
    input(inputs, 'filter').shape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  const { top, bottom, left, right } = padInfo;
  const explicit = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ] as [number, number][];
  return stock({ inputs, attrs: { ...attrs, pad: explicit }, backend });
}
