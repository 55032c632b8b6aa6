import { BackendWasm, setThreadsCount } from '@tensorflow/tfjs-backend-wasm';

/** The part of the Emscripten module that this file uses. */
interface EmscriptenModule {
  tfjs: Record<string, (...args: number[]) => number>;
  readonly wasmMemory: WebAssembly.Memory;
  cwrap(name: string, returns: string | null, args: readonly string[]): (...args: number[]) => number;
}
type EmscriptenFactory = (options: object) => Promise<EmscriptenModule>;

/**
 * Stands in for the eight workers that the script starts, and reports that it has loaded. XNNPACK runs on the calling thread
 * only, so these workers never receive work.
 */
class NoWorker {
  onmessage: ((event: { readonly data: { readonly cmd: string } }) => void) | undefined;
  on(): void {}
  unref(): void {}
  terminate(): void {}
  postMessage(): void {
    queueMicrotask(() => this.onmessage?.({ data: { cmd: 'loaded' } }));
  }
}

/**
 * Creates a wasm backend in Node with shared memory, so that kernels can run on other threads.
 *
 * tfjs-backend-wasm does not load its threaded binary in Node, although the binary runs there. It is loaded for its shared
 * memory only: XNNPACK's own threads would spin on the cores that this package's kernels need. The script also adds listeners
 * for uncaught exceptions of the process, which are removed again.
 */
export async function createSharedMemoryBackend(): Promise<{
  readonly backend: BackendWasm;
  readonly memory: WebAssembly.Memory;
}> {
  // Not imported, and `load` not called `require`, so that no bundler follows them.
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  const { dirname, join } = process.getBuiltinModule('node:path');
  const load = process.getBuiltinModule('node:module').createRequire(import.meta.url);
  const script = load.resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js');
  const factory = load(script) as EmscriptenFactory;
  const binary = await readFile(join(dirname(script), 'tfjs-backend-wasm-threaded-simd.wasm'));

  const restoreProcess = saveProcess();
  try {
    const module = await new Promise<EmscriptenModule>((resolve, reject) => {
      factory({
        mainScriptUrlOrBlob: script,
        locateFile: (name: string) => {
          if (!name.endsWith('.worker.js')) {
            return join(dirname(script), name);
          }
          // The script sets a global Worker and reads it back right after this call.
          Object.assign(globalThis, { Worker: NoWorker });
          return name;
        },
        instantiateWasm: (
          imports: { readonly env: Record<string, unknown> },
          receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
        ) => {
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
    setThreadsCount(1);
    // The constructor takes the Emscripten module, whose types the package does not export.
    const backend = new BackendWasm(module as unknown as ConstructorParameters<typeof BackendWasm>[0]);
    return { backend, memory: module.wasmMemory };
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
