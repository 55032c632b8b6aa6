import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { type Conv2dBackpropFilterCall, conv2dBackpropFilter } from './conv2d-backprop-filter.js';

const FILTER_GRADIENT: KernelConfig = {
  kernelName: 'Conv2DBackpropFilter',
  backendName: 'webgl',
  // tfjs-core's registry types inputs, attributes and backend loosely.
  kernelFunc: ((call: Conv2dBackpropFilterCall) => {
    const { dataFormat } = call.attrs;
    if (dataFormat !== 'NHWC') {
      throw new Error(`dataFormat of Conv2DBackpropFilter on webgl must be NHWC; received ${dataFormat}`);
    }
    return conv2dBackpropFilter(call);
  }) as unknown as KernelConfig['kernelFunc'],
};

/** Replaces the filter gradient of the webgl backend with this package's, once. */
export function registerWebglKernels(): void {
  const { kernelName, backendName } = FILTER_GRADIENT;
  if (getKernel(kernelName, backendName) === FILTER_GRADIENT) {
    return;
  }
  unregisterKernel(kernelName, backendName);
  registerKernel(FILTER_GRADIENT);
}
