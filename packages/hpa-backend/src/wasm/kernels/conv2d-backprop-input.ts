import { backend_util, type Conv2DBackpropInputAttrs } from '@tensorflow/tfjs-core';
import { convolve, packWeights, type Steps, type Tap } from '../calls/convolve.js';
import { input, type WasmKernel } from '../calls/kernel-call.js';
import { convolveByWinograd } from '../calls/winograd.js';
import { imageGradientForm } from '../calls/winograd-forms.js';

/**
 * Input gradient of conv2d. The same taps of the filter reach pixels of dx that are a stride apart, so each of these sets of
 * pixels is one convolution of dy with its taps: one set for stride 1, four for stride 2.
 */
export const conv2dBackpropInput: WasmKernel = {
  kernelName: 'Conv2DBackpropInput',
  run(call) {
    const { inputs, attrs, backend } = call;
    const dy = input(inputs, 'dy');
    const filter = input(inputs, 'filter');
    const { strides, pad, dataFormat, dimRoundingMode, inputShape } =
      attrs as unknown as Conv2DBackpropInputAttrs;
    if (dataFormat !== 'NHWC') {
      throw new Error(`dataFormat of Conv2DBackpropInput on wasm must be NHWC; received ${dataFormat}`);
    }
    const info = backend_util.computeConv2DInfo(
      inputShape,
      filter.shape as [number, number, number, number],
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const dx = backend.makeOutput(inputShape, 'float32');
    const {
      inChannels,
      outChannels,
      padInfo: { top, left },
    } = info;
    const form = imageGradientForm(info, {
      channels: outChannels,
      outChannels: inChannels,
      image: [info.inHeight, info.inWidth],
      batch: info.batchSize,
    });
    if (form) {
      const padding = { padTop: info.filterHeight - 1 - top, padLeft: info.filterWidth - 1 - left };
      convolveByWinograd({ source: dy, filter, transposed: true, target: dx, form, ...padding }, call);
      return dx;
    }
    const packed = packWeights(filter, { transposed: true }, call);
    const { inHeight, inWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
    for (const vertical of phases({ filter: filterHeight, stride: strideHeight, padding: padInfo.top })) {
      for (const horizontal of phases({ filter: filterWidth, stride: strideWidth, padding: padInfo.left })) {
        convolve(
          {
            source: dy,
            packed,
            target: dx,
            filterTaps: filterHeight * filterWidth,
            taps: crossed(vertical.taps, horizontal.taps, filterWidth),
            rows: Math.max(0, Math.ceil((inHeight - vertical.pixels.begin) / strideHeight)),
            columns: Math.max(0, Math.ceil((inWidth - horizontal.pixels.begin) / strideWidth)),
            targetRows: vertical.pixels,
            targetColumns: horizontal.pixels,
            sourceRowStep: 1,
            sourceColumnStep: 1,
          },
          call,
        );
      }
    }
    backend.disposeData(packed.dataId);
    return dx;
  },
};

/** Along one axis: pixels of dx a stride apart, and the taps that reach them with their shifts in dy. */
interface Phase {
  readonly pixels: Steps;
  readonly taps: readonly { readonly shift: number; readonly tap: number }[];
}

/** A tap reaches pixel i of dx from dy at (i + padding - tap) / stride, if that is an integer. */
function phases(axis: {
  readonly filter: number;
  readonly stride: number;
  readonly padding: number;
}): Phase[] {
  const { filter, stride, padding } = axis;
  return Array.from({ length: stride }, (_, begin) => ({
    pixels: { begin, step: stride },
    taps: Array.from({ length: filter }, (_, tap) => ({
      shift: (begin + padding - tap) / stride,
      tap,
    })).filter(({ shift }) => Number.isInteger(shift)),
  }));
}

function crossed(vertical: Phase['taps'], horizontal: Phase['taps'], filterWidth: number): Tap[] {
  return vertical.flatMap((row) =>
    horizontal.map((column) => ({
      row: row.shift,
      column: column.shift,
      weights: row.tap * filterWidth + column.tap,
    })),
  );
}
