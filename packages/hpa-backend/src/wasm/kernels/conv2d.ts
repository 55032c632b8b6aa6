import { backend_util, type FusedConv2DAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { convolve, packWeights } from '../calls/convolve.js';
import { input, type KernelCall, type WasmKernel } from '../calls/kernel-call.js';
import { withRowsAsTaps } from '../calls/rows-as-taps.js';
import { convolveByWinograd } from '../calls/winograd.js';
import { forwardForm } from '../calls/winograd-forms.js';

/**
 * Forward convolution, float32 NHWC, with a bias and ReLU if fused; any stride, padding and dilation. The stock kernel takes
 * other activations.
 */
export const conv2d: WasmKernel = { kernelName: 'Conv2D', run: forward };
export const fusedConv2d: WasmKernel = { kernelName: 'FusedConv2D', run: forward };

function forward(call: KernelCall): TensorInfo {
  const { inputs, attrs, backend, pool } = call;
  const x = input(inputs, 'x');
  const filter = input(inputs, 'filter');
  const bias = inputs.bias;
  const { strides, pad, dilations, dimRoundingMode, dataFormat, activation } =
    attrs as unknown as Partial<FusedConv2DAttrs> & Pick<FusedConv2DAttrs, 'strides' | 'pad' | 'dilations'>;
  if (dataFormat === 'NCHW') {
    throw new Error('dataFormat of a convolution on wasm must be NHWC; received NCHW');
  }
  const info = backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  const ours = activation === undefined || activation === 'linear' || activation === 'relu';
  if (!ours || x.dtype !== 'float32') {
    return stockConvolution(call, info);
  }
  return convolveForward({ x, filter, bias, relu: activation === 'relu' }, { info, backend, pool });
}

/** A convolution of x [N, h, w, C] with a filter [h, w, C, out], and with a bias [out] and a ReLU if given. */
export interface ForwardConvolution {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  /** Factors of the filter's channels, [C] and [out]. */
  readonly inputScales?: TensorInfo | undefined;
  readonly outputScales?: TensorInfo | undefined;
  readonly bias: TensorInfo | undefined;
  readonly relu: boolean;
}

/** Convolves in the geometry of `info`, in the form that is faster for the shape. */
export function convolveForward(
  { x, filter, inputScales, outputScales, bias, relu }: ForwardConvolution,
  { info, backend, pool }: Pick<KernelCall, 'backend' | 'pool'> & { readonly info: backend_util.Conv2DInfo },
): TensorInfo {
  const y = backend.makeOutput(info.outShape, 'float32');
  const { inChannels: channels, outChannels, padInfo } = info;
  const form = forwardForm(info, {
    channels,
    outChannels,
    batch: info.batchSize,
    image: [info.outHeight, info.outWidth],
  });
  if (form) {
    convolveByWinograd(
      {
        source: x,
        filter,
        inputScales,
        outputScales,
        bias,
        relu,
        target: y,
        padTop: padInfo.top,
        padLeft: padInfo.left,
        form,
      },
      { backend, pool },
    );
    return y;
  }
  const whole = { begin: 0, step: 1 };
  const { filterHeight, filterWidth, inChannels: depth } = withRowsAsTaps(info);
  const packed = packWeights(
    { ...filter, shape: [filterHeight, filterWidth, depth, outChannels] },
    { inputScales, outputScales },
    { backend, pool },
  );
  convolve(
    {
      source: x,
      packed,
      depth,
      bias,
      target: y,
      relu,
      taps: Array.from({ length: filterHeight * filterWidth }, (_, tap) => ({
        row: Math.floor(tap / filterWidth) * info.dilationHeight - padInfo.top,
        column: (tap % filterWidth) * info.dilationWidth - padInfo.left,
        weights: tap,
      })),
      filterTaps: filterHeight * filterWidth,
      rows: info.outHeight,
      columns: info.outWidth,
      targetRows: whole,
      targetColumns: whole,
      sourceRowStep: info.strideHeight,
      sourceColumnStep: info.strideWidth,
    },
    { backend, pool },
  );
  backend.disposeData(packed.dataId);
  return y;
}

/** Passes the padding in pixels: with 'same', XNNPACK returns zeros if a stride is larger than the filter. */
function stockConvolution({ attrs, stock }: KernelCall, { padInfo }: backend_util.Conv2DInfo): TensorInfo {
  const pad = [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ] as [number, number][];
  return stock({ ...attrs, pad });
}
