import { backend_util, type Conv2DBackpropFilterAttrs } from '@tensorflow/tfjs-core';
import { filterGradient } from '../calls/filter-gradient.js';
import { input, type WasmKernel } from '../calls/kernel-call.js';
import { filterGradientByWinograd } from '../calls/winograd.js';
import { filterGradientForm } from '../calls/winograd-forms.js';

/** Filter gradient of conv2d, which tfjs-backend-wasm lacks. NHWC float32; any stride, padding and dilation. */
export const conv2dBackpropFilter: WasmKernel = {
  kernelName: 'Conv2DBackpropFilter',
  run(call) {
    const { inputs, attrs, backend } = call;
    const x = input(inputs, 'x');
    const dy = input(inputs, 'dy');
    const { strides, pad, dataFormat, dimRoundingMode, filterShape } =
      attrs as unknown as Conv2DBackpropFilterAttrs;
    if (dataFormat !== 'NHWC') {
      throw new Error(`dataFormat of Conv2DBackpropFilter on wasm must be NHWC; received ${dataFormat}`);
    }
    const info = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const dw = backend.makeOutput(filterShape, 'float32');
    const { batchSize: batch, inChannels: channels, outChannels, padInfo } = info;
    const image = [info.outHeight, info.outWidth] as const;
    const form = filterGradientForm(info, { channels, outChannels, image, batch });
    if (form) {
      filterGradientByWinograd({ x, dy, dw, padTop: padInfo.top, padLeft: padInfo.left, form }, call);
    } else {
      filterGradient({ x, dy, dw }, info, call);
    }
    return dw;
  },
};
