import {
  type EmscriptenFactory,
  type SharedMemoryBackend,
  startSharedMemory,
} from '../wasm/memory/start-shared-memory.js';

/**
 * Creates a wasm backend in Node with shared memory, so that kernels can run on other threads.
 *
 * tfjs-backend-wasm does not load its threaded binary in Node, although the binary runs there. The script also adds listeners
 * for uncaught exceptions of the process and a global, which are removed again.
 */
export async function createSharedMemoryBackend(): Promise<SharedMemoryBackend> {
  // Not imported, and `load` not called `require`, so that no bundler follows them.
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  const { dirname, join } = process.getBuiltinModule('node:path');
  const load = process.getBuiltinModule('node:module').createRequire(import.meta.url);
  const script = load.resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js');
  const factory = load(script) as EmscriptenFactory;
  const binary = await readFile(join(dirname(script), 'tfjs-backend-wasm-threaded-simd.wasm'));
  const restoreProcess = saveProcess();
  try {
    return await startSharedMemory(factory, {
      instantiate: (imports) => WebAssembly.instantiate(binary, imports),
    });
  } finally {
    restoreProcess();
  }
}

/** Returns a function that removes what the Emscripten script adds to the process: two listeners and a global. */
function saveProcess(): () => void {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.rawListeners(event));
  const workerBefore = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  return () => {
    for (const [index, event] of events.entries()) {
      for (const listener of process.rawListeners(event)) {
        if (!before[index]?.includes(listener)) {
          process.off(event, listener as () => void);
        }
      }
    }
    if (workerBefore === undefined) {
      Reflect.deleteProperty(globalThis, 'Worker');
    } else {
      Object.defineProperty(globalThis, 'Worker', workerBefore);
    }
  };
}
