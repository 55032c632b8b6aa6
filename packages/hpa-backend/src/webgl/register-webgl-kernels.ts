import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { type Conv2dBackpropFilterCall, conv2dBackpropFilter } from './conv2d-backprop-filter.js';

const filterGradient: KernelConfig = {
  kernelName: 'Conv2DBackpropFilter',
  backendName: 'webgl',
  // tfjs-core types inputs, attributes and backend as loosely as its registry must.
  kernelFunc: ((call: Conv2dBackpropFilterCall) => {
    const { dataFormat } = call.attrs;
    if (dataFormat !== 'NHWC') {
      throw new Error(`Conv2DBackpropFilter on webgl takes NHWC; received ${dataFormat}`);
    }
    return conv2dBackpropFilter(call);
  }) as unknown as KernelConfig['kernelFunc'],
};

/** Puts this package's filter gradient in the place of the webgl backend's own, once. */
export function registerWebglKernels(): void {
  const { kernelName, backendName } = filterGradient;
  if (getKernel(kernelName, backendName) === filterGradient) {
    return;
  }
  unregisterKernel(kernelName, backendName);
  registerKernel(filterGradient);
}
