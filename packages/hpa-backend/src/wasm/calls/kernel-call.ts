import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelPool } from '../threads/kernel-pool.js';

/** What a kernel of this package receives. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attrs: NamedAttrMap;
  /** Does not wait for the pool's kernels: call `pool.finish()` before JavaScript reads or writes memory they may use. */
  readonly backend: BackendWasm;
  readonly pool: KernelPool;
  /** Runs the kernel that tfjs-backend-wasm registered under this name, for the cases that this package does not cover. */
  readonly stock: (attrs?: NamedAttrMap) => TensorInfo;
}

/** A kernel for the wasm backend and its name in tfjs-core's registry. */
export interface WasmKernel {
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

/** Binds a kernel to a pool and a backend, in the form that tfjs-core registers. `before` is the stock kernel, if there is one. */
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
    // tfjs-core's registry types inputs, attributes and backend loosely.
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
