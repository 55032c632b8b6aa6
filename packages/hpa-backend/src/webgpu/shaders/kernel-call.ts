import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { KernelConfig, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';

/** What a kernel of this package receives. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attrs: NamedAttrMap;
  readonly backend: WebGPUBackend;
  /** The kernel that tfjs-backend-webgpu registered under this name, for the cases that this package does not cover. */
  readonly stock: ((call: Omit<KernelCall, 'stock'>) => TensorInfo) | undefined;
}

/** A kernel for the webgpu backend and its name in tfjs-core's registry. */
export interface WebgpuKernel {
  readonly kernelName: string;
  readonly run: (call: KernelCall) => TensorInfo | TensorInfo[];
}

/**
 * Returns the input of that name.
 *
 * @throws Error if it is missing.
 */
export function input(inputs: Readonly<Record<string, TensorInfo>>, name: string): TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) {
    throw new Error(`kernel input ${name} is missing; received ${Object.keys(inputs).join(', ')}`);
  }
  return tensor;
}

/** Makes a kernel's configuration for tfjs-core's registry. `stock` is the kernel that it replaces, if there is one. */
export function kernelConfig(kernel: WebgpuKernel, stock: KernelConfig | undefined): KernelConfig {
  return {
    kernelName: kernel.kernelName,
    backendName: 'webgpu',
    // tfjs-core's registry types inputs, attributes and backend loosely.
    kernelFunc: (({ inputs, attrs, backend }: Omit<KernelCall, 'stock'>) =>
      kernel.run({
        inputs,
        attrs,
        backend,
        stock: stock?.kernelFunc as unknown as KernelCall['stock'],
      })) as unknown as KernelConfig['kernelFunc'],
  };
}
