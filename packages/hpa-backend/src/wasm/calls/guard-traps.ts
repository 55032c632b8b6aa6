import type { KernelConfig } from '@tensorflow/tfjs-core';
import type { KernelPool } from '../threads/kernel-pool.js';

/**
 * A kernel of tfjs-backend-wasm that makes the pool fail if it traps, such as on an address out of bounds: its memory cannot be
 * trusted afterwards.
 */
export function guardTraps(config: KernelConfig, pool: KernelPool): KernelConfig {
  return {
    ...config,
    kernelFunc: (params) => {
      try {
        return config.kernelFunc(params);
      } catch (error) {
        if (error instanceof WebAssembly.RuntimeError) {
          pool.fail(`kernel ${config.kernelName} failed on the calling thread: ${error.message}`);
          pool.requireIntact();
        }
        throw error;
      }
    },
  };
}
