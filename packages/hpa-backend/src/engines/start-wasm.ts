import { type BackendWasm, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import {
  backend,
  env,
  findBackendFactory,
  registerBackend,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core';
import { hasFusedMultiplyAdd } from '../wasm/fused-multiply-add.js';
import { refusalOfSystem } from '../wasm/memory/refusal-of-system.js';
import { refuseFailedAllocation } from '../wasm/memory/refuse-failed-allocation.js';
import type { SharedMemoryBackend } from '../wasm/memory/start-shared-memory.js';
import { waitBeforeReading } from '../wasm/memory/wait-before-reading.js';
import { registerWasmKernels } from '../wasm/register-wasm-kernels.js';
import { createKernelPool, type StartKernelWorkers } from '../wasm/threads/create-kernel-pool.js';
import type { KernelPool } from '../wasm/threads/kernel-pool.js';
import { type EngineOptions, EngineRefusal, type EngineStart } from './engine.js';
import { requireWasm } from './require-wasm.js';
import { type BinaryRequest, withEmbeddedBinary } from './with-embedded-binary.js';

// Kept from the import above, so that the engine can start again after it was disposed.
const STOCK_FACTORY = findBackendFactory('wasm');

/** Tells tfjs-backend-wasm whether to load its threaded binary. */
const THREADED = 'WASM_HAS_MULTITHREAD_SUPPORT';

/**
 * How much of the 4 GiB tensors may take. Measured training steps had heaps 75 to 220 MiB larger than their tensors, and up to
 * 64 MiB wait for kernels to finish. The rest is for copies of a large dense layer's weights that XNNPACK packs: twice the
 * weights, as measured.
 */
const TENSOR_BYTES = 3 * 2 ** 30;

interface StartedPool {
  readonly pool: KernelPool;
  /** Why there is one thread, if more were wanted. */
  readonly obstacle?: string;
}

/**
 * WebAssembly with SIMD: tfjs-backend-wasm with this package's kernels. They run on several threads in Node and on pages that are
 * isolated from other origins, and on one elsewhere.
 */
export async function startWasm({ threads, fusedMultiplyAdd }: EngineOptions): Promise<EngineStart> {
  await requireWasm();
  const canFuse = hasFusedMultiplyAdd();
  if (fusedMultiplyAdd === true && !canFuse) {
    throw new EngineRefusal(
      'this WebAssembly engine or processor has no fused multiply-add: use Node 22 or a browser of 2024, or later ones, or take two steps',
    );
  }
  const fused = fusedMultiplyAdd ?? canFuse;
  const { pool, obstacle } = await startPool(threads, { fusedMultiplyAdd: fused });
  const count = pool.threads === 1 ? '1 thread' : `${pool.threads} threads`;
  const wasm = backend() as BackendWasm;
  refuseFailedAllocation(wasm, pool);
  registerWasmKernels({ pool, backend: waitBeforeReading(wasm, pool) });
  return {
    device: `WebAssembly SIMD${fused ? ' with fused multiply-add' : ''} on CPU, ${count}${obstacle === undefined ? '' : ` (${obstacle})`}`,
    threads: pool.threads,
    fusedMultiplyAdd: fused,
    version: version_wasm,
    memoryLimits: { totalBytes: TENSOR_BYTES },
    dispose: () => {
      pool.dispose();
      removeBackend('wasm');
    },
  };
}

/** How kernels multiply and add. */
interface Arithmetic {
  readonly fusedMultiplyAdd: boolean;
}

/**
 * Starts the kernels.
 *
 * @throws Error naming the limit if the system gives no memory or no threads.
 */
async function startPool(threads: number, arithmetic: Arithmetic): Promise<StartedPool> {
  try {
    if (threads === 1) {
      return await startSingle(arithmetic);
    }
    const start = env().getBool('IS_NODE') ? startInNode : startInBrowser;
    return await start(threads, arithmetic);
  } catch (error) {
    const reason = refusalOfSystem(error, { threads });
    if (reason === undefined) {
      throw error;
    }
    throw new EngineRefusal(reason, { cause: error });
  }
}

async function startInNode(threads: number, arithmetic: Arithmetic): Promise<StartedPool> {
  // Imported here because these files use Node's modules.
  const [{ createSharedMemoryBackend }, { startKernelWorkers }] = await Promise.all([
    import('../node/shared-memory-wasm.js'),
    import('../node/kernel-workers.js'),
  ]);
  const processors = process.getBuiltinModule('node:os').availableParallelism();
  const workers = { threads, processors, start: startKernelWorkers };
  return startThreaded(await createSharedMemoryBackend(), { ...arithmetic, ...workers });
}

/** On one thread if the page may have no more. */
async function startInBrowser(threads: number, arithmetic: Arithmetic): Promise<StartedPool> {
  if (!globalThis.crossOriginIsolated) {
    return { ...(await startSingle(arithmetic)), obstacle: 'more need a page that is cross-origin isolated' };
  }
  try {
    const [{ createSharedMemoryBackend }, { startKernelWorkers }] = await Promise.all([
      import('../browser/shared-memory-wasm.js'),
      import('../browser/kernel-workers.js'),
    ]);
    // Browsers that hide it leave it undefined, which its type does not say.
    const processors = navigator.hardwareConcurrency ?? threads;
    const workers = { threads, processors, start: startKernelWorkers };
    return await startThreaded(await createSharedMemoryBackend(), { ...arithmetic, ...workers });
  } catch (error) {
    // Such as a Content-Security-Policy that allows no worker from a blob, or a phone without room for shared memory.
    return {
      ...(await startSingle(arithmetic)),
      obstacle: `more did not start: ${(error as Error).message}`,
    };
  }
}

async function startThreaded(
  { backend: shared, memory }: SharedMemoryBackend,
  {
    threads,
    processors,
    start,
    ...arithmetic
  }: Arithmetic & {
    readonly threads: number;
    readonly processors: number;
    readonly start: StartKernelWorkers;
  },
): Promise<StartedPool> {
  install(() => shared);
  await setBackend('wasm');
  // At the end of each kernel, a thread without a processor of its own would keep all others waiting.
  const running = Math.min(threads, processors);
  return { pool: await createKernelPool(memory, { threads, running, start }, arithmetic) };
}

async function startSingle(arithmetic: Arithmetic): Promise<StartedPool> {
  await (env().getBool('IS_NODE') ? initialize() : initializeInBrowser());
  const { wasm } = backend() as BackendWasm;
  // The single-thread build exports its memory with its functions; the threaded build is given one.
  const { asm, wasmMemory } = wasm as unknown as {
    readonly asm?: { readonly memory?: WebAssembly.Memory };
    readonly wasmMemory?: WebAssembly.Memory;
  };
  const memory = wasmMemory ?? asm?.memory;
  if (memory === undefined) {
    throw new EngineRefusal('tfjs-backend-wasm does not expose its memory');
  }
  return { pool: await createKernelPool(memory, undefined, arithmetic) };
}

/** Makes the stock backend the current one; in Node it finds its binary by itself. */
async function initialize(): Promise<void> {
  let failure: unknown;
  install(async () => {
    try {
      return await STOCK_FACTORY!();
    } catch (error) {
      failure = error;
      throw error;
    }
  });
  if (!(await setBackend('wasm'))) {
    const message = (failure as { readonly message?: string } | undefined)?.message ?? String(failure);
    throw new EngineRefusal(`tfjs-backend-wasm did not initialize: ${message}`);
  }
}

/**
 * Does it with the binary that this package brings, or that the user set a path to. On pages that are isolated from other
 * origins, the stock backend would load its threaded binary, for threads of XNNPACK that only compete with the page.
 */
async function initializeInBrowser(): Promise<void> {
  const request: BinaryRequest = {};
  const threaded = (await env().getAsync(THREADED)) as boolean;
  env().set(THREADED, false);
  try {
    await withEmbeddedBinary(initialize, { request });
  } catch (error) {
    if (request.answer === undefined) {
      throw error;
    }
    throw new EngineRefusal(
      `tfjs-backend-wasm did not initialize from ${request.url} (${request.answer}): correct the path given to setWasmPaths, or give none: @hpa/backend brings the file`,
    );
  } finally {
    env().set(THREADED, threaded);
  }
}

/** Replaces the factory registered as `wasm`. */
function install(factory: typeof STOCK_FACTORY): void {
  if (findBackendFactory('wasm') !== null) {
    removeBackend('wasm');
  }
  registerBackend('wasm', factory, 3);
}
