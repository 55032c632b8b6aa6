import { type BackendWasm, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import {
  backend,
  env,
  findBackendFactory,
  registerBackend,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core';
import { createKernelPool } from '../wasm/kernel-pool.js';
import { refuseFailedAllocation } from '../wasm/refuse-failed-allocation.js';
import { registerWasmKernels } from '../wasm/register-wasm-kernels.js';
import { waitBeforeReading } from '../wasm/wait-before-reading.js';
import { type EngineOptions, type EngineStart, EngineUnavailable } from './engine.js';

// Kept from the import above, so that an engine that was disposed of can be started again.
const stockFactory = findBackendFactory('wasm');

/**
 * What tensors may take of the 4 GiB. The heap of training steps came to 75 to 220 MiB more than their tensors, and up to 64
 * MiB wait for kernels to be done; the rest is for the copies that XNNPACK packs of a large dense layer's weights, which came
 * to twice those weights.
 */
const TENSOR_BYTES = 3 * 2 ** 30;

/**
 * WebAssembly with SIMD: tfjs-backend-wasm with this package's kernels where networks spend their time. In Node these run
 * on several threads; elsewhere on one.
 */
export async function startWasm({ threads }: EngineOptions): Promise<EngineStart> {
  if (!(await env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new EngineUnavailable('this WebAssembly engine has no SIMD, which the kernels need');
  }
  const started =
    env().getBool('IS_NODE') && threads > 1 ? await startThreaded(threads) : await startSingle();
  const { pool } = started;
  const wasm = backend() as BackendWasm;
  refuseFailedAllocation(wasm, pool);
  registerWasmKernels({ pool, backend: waitBeforeReading(wasm, pool) });
  return {
    device: `WebAssembly SIMD on CPU, ${pool.threads} ${pool.threads === 1 ? 'thread' : 'threads'}`,
    threads: pool.threads,
    version: version_wasm,
    memoryLimits: { totalBytes: TENSOR_BYTES },
    dispose: () => {
      pool.dispose();
      removeBackend('wasm');
    },
  };
}

async function startThreaded(threads: number) {
  // Loaded only in Node: these files import its own modules.
  const [{ createSharedMemoryBackend }, { startKernelWorkers }] = await Promise.all([
    import('../node/shared-memory-wasm.js'),
    import('../node/kernel-workers.js'),
  ]);
  const { backend: shared, memory } = await createSharedMemoryBackend();
  install(() => shared);
  await setBackend('wasm');
  return { pool: await createKernelPool(memory, { threads, start: startKernelWorkers }) };
}

async function startSingle() {
  install(stockFactory);
  if (!(await setBackend('wasm'))) {
    throw new EngineUnavailable('tfjs-backend-wasm did not initialize');
  }
  const { wasm } = backend() as BackendWasm;
  // The single-thread build exports its memory among its functions; the threaded one is given it.
  const { asm, wasmMemory } = wasm as unknown as {
    readonly asm?: { readonly memory?: WebAssembly.Memory };
    readonly wasmMemory?: WebAssembly.Memory;
  };
  const memory = wasmMemory ?? asm?.memory;
  if (memory === undefined) {
    throw new EngineUnavailable('tfjs-backend-wasm keeps its memory to itself');
  }
  return { pool: await createKernelPool(memory) };
}

/** Puts a factory in the place of whatever stands in the registry as 'wasm'. */
function install(factory: typeof stockFactory): void {
  if (findBackendFactory('wasm') !== null) {
    removeBackend('wasm');
  }
  registerBackend('wasm', factory, 3);
}
