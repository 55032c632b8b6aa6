import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { BackendWasm, setThreadsCount } from '@tensorflow/tfjs-backend-wasm';

/** The parts of the Emscripten module that are used here. */
interface EmscriptenModule {
  tfjs: Record<string, (...args: number[]) => number>;
  readonly wasmMemory: WebAssembly.Memory;
  readonly PThread: { readonly runningWorkers: readonly Worker[] };
  cwrap(name: string, returns: string | null, args: readonly string[]): (...args: number[]) => number;
}
type EmscriptenFactory = (options: object) => Promise<EmscriptenModule>;

/** Emscripten's pool has eight workers; one thread is the caller's. */
const MOST_THREADS = 9;

/** A pthread needs none of the loaders that the process was started with, and some never let it start. */
class PlainWorker extends Worker {
  constructor(file: string) {
    super(file, { execArgv: [] });
  }
}

/**
 * A wasm backend with XNNPACK on `threads` threads in Node, where tfjs-backend-wasm itself refuses threads.
 *
 * Its threaded binary works in Node once the worker and main scripts come from files. Four more obstacles go
 * on the way: the binary uses only half of the cores that it is told of, so it is told of twice as many as
 * wanted; its workers would inherit this process's loaders and keep it alive; and its script makes every uncaught exception of
 * the process its own, so those listeners are taken off again.
 */
export async function createThreadedWasmBackend(
  threads: number,
): Promise<{ readonly backend: BackendWasm; readonly memory: WebAssembly.Memory }> {
  const require = createRequire(import.meta.url);
  const script = require.resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js');
  const factory = require(script) as EmscriptenFactory;
  const binary = await readFile(join(dirname(script), 'tfjs-backend-wasm-threaded-simd.wasm'));
  const wanted = Math.min(threads, MOST_THREADS);

  const restoreProcess = rememberProcess();
  try {
    const module = await new Promise<EmscriptenModule>((resolve, reject) => {
      factory({
        mainScriptUrlOrBlob: script,
        locateFile: (name: string) => {
          if (!name.endsWith('.worker.js')) return join(dirname(script), name);
          // The script puts Node's Worker on the global object, and takes it from there right after this call.
          Object.assign(globalThis, { Worker: PlainWorker });
          return fileURLToPath(new URL('../../workers/emscripten-worker.cjs', import.meta.url));
        },
        instantiateWasm: (
          imports: { readonly env: Record<string, unknown> },
          receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
        ) => {
          imports.env.emscripten_num_logical_cores = () => 2 * wanted;
          WebAssembly.instantiate(binary, imports as unknown as WebAssembly.Imports).then(
            (result) => receive(result.instance, result.module),
            reject,
          );
          return {};
        },
      }).then(resolve, reject);
    });
    module.tfjs = {
      init: module.cwrap('init', null, []),
      initWithThreadsCount: module.cwrap('init_with_threads_count', null, ['number']),
      getThreadsCount: module.cwrap('get_threads_count', 'number', []),
      registerTensor: module.cwrap('register_tensor', null, ['number', 'number', 'number']),
      disposeData: module.cwrap('dispose_data', null, ['number']),
      dispose: module.cwrap('dispose', null, []),
    };
    setThreadsCount(wanted);
    // The published constructor takes the Emscripten module, whose types the package keeps to itself.
    const backend = new BackendWasm(module as unknown as ConstructorParameters<typeof BackendWasm>[0]);
    // The script refs each worker that it puts to work; a parked thread must not keep the process alive.
    for (const worker of module.PThread.runningWorkers) worker.unref();
    return { backend, memory: module.wasmMemory };
  } finally {
    restoreProcess();
  }
}

/** Returns a function that undoes what the Emscripten script does to the process: two listeners and a global. */
function rememberProcess(): () => void {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.rawListeners(event));
  const workerBefore = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  return () => {
    events.forEach((event, index) => {
      for (const listener of process.rawListeners(event)) {
        if (!before[index]?.includes(listener)) process.off(event, listener as () => void);
      }
    });
    if (workerBefore === undefined) Reflect.deleteProperty(globalThis, 'Worker');
    else Object.defineProperty(globalThis, 'Worker', workerBefore);
  };
}
