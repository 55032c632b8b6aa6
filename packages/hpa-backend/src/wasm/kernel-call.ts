import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelPool } from './kernel-pool.js';

/** What a kernel of this package is called with. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attrs: NamedAttrMap;
  /** Does not wait for the pool's kernels: call `pool.finish()` before reading or writing what they may be at. */
  readonly backend: BackendWasm;
  readonly pool: KernelPool;
  /** Runs the kernel that tfjs-backend-wasm registered under this name, for the cases that are left to it. */
  readonly stock: (attrs?: NamedAttrMap) => TensorInfo;
}

/** A kernel for the wasm backend: its tfjs name and what it does. */
export interface WasmKernel {
  readonly kernelName: string;
  readonly run: (call: KernelCall) => TensorInfo | TensorInfo[];
}

/** The input of that name; kernels are called with all that their name promises. */
export function input(inputs: Readonly<Record<string, TensorInfo>>, name: string): TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) {
    throw new Error(`kernel input ${name} is missing; received ${Object.keys(inputs).join(', ')}`);
  }
  return tensor;
}

/** Binds a kernel to a pool, and to the backend in whose memory it works, in the form that tfjs-core registers. */
export function kernelConfig(
  { kernelName, run }: WasmKernel,
  { pool, backend }: Pick<KernelCall, 'pool' | 'backend'>,
  before: KernelConfig | undefined,
): KernelConfig {
  return {
    kernelName,
    backendName: 'wasm',
    ...(before?.setupFunc && { setupFunc: before.setupFunc }),
    ...(before?.disposeFunc && { disposeFunc: before.disposeFunc }),
    // tfjs-core types inputs, attributes and backend as loosely as its registry must.
    kernelFunc: ((params: Pick<KernelCall, 'inputs' | 'attrs'> & { readonly backend: BackendWasm }) => {
      const { inputs, attrs } = params;
      const stock = (changed: NamedAttrMap = attrs): TensorInfo => {
        if (before === undefined) {
          throw new Error(`tfjs-backend-wasm registered no ${kernelName}`);
        }
        return before.kernelFunc({
          inputs: inputs as NamedTensorInfoMap,
          attrs: changed,
          backend: params.backend,
        }) as TensorInfo;
      };
      return run({ inputs, attrs, backend, pool, stock });
    }) as unknown as KernelConfig['kernelFunc'],
  };
}
