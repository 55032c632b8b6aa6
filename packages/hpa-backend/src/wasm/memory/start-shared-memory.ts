import { BackendWasm, setThreadsCount } from '@tensorflow/tfjs-backend-wasm';

/** The part of the Emscripten module that this file uses. */
interface EmscriptenModule {
  tfjs: Record<string, (...args: number[]) => number>;
  readonly wasmMemory: WebAssembly.Memory;
  cwrap(name: string, returns: string | null, args: readonly string[]): (...args: number[]) => number;
}

/** What the threaded Emscripten script of tfjs-backend-wasm exports, as far as this file uses it. */
export type EmscriptenFactory = (options: {
  locateFile(name: string): string;
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): object;
}) => Promise<EmscriptenModule>;

/** A wasm backend whose memory other threads can share. */
export interface SharedMemoryBackend {
  readonly backend: BackendWasm;
  readonly memory: WebAssembly.Memory;
}

/**
 * Creates a wasm backend with shared memory from the threaded binary of tfjs-backend-wasm, so that kernels can run on other
 * threads. The binary is loaded for that memory only: XNNPACK's own threads would spin on the cores that the kernels of this
 * package need.
 */
export async function startSharedMemory(
  factory: EmscriptenFactory,
  {
    instantiate,
  }: {
    readonly instantiate: (
      imports: WebAssembly.Imports,
    ) => Promise<WebAssembly.WebAssemblyInstantiatedSource>;
  },
): Promise<SharedMemoryBackend> {
  const module = await new Promise<EmscriptenModule>((resolve, reject) => {
    factory({
      locateFile: (name) => {
        if (name.endsWith('.worker.js')) {
          startNoWorker(); // The script creates one right after this call.
        }
        return name;
      },
      instantiateWasm: (imports, receive) => {
        instantiate(imports).then((result) => receive(result.instance, result.module), reject);
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
}

/** Has the next global `Worker` be none: XNNPACK runs on the calling thread only, so its eight workers never receive work. */
function startNoWorker(): void {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'Worker');

  /** Reports that it has loaded, and puts the global back when it is created. */
  class NoWorker {
    onmessage: ((event: { readonly data: { readonly cmd: string } }) => void) | undefined;
    constructor() {
      if (own === undefined) {
        Reflect.deleteProperty(globalThis, 'Worker');
      } else {
        Object.defineProperty(globalThis, 'Worker', own);
      }
    }
    on(): void {}
    unref(): void {}
    terminate(): void {}
    postMessage(): void {
      queueMicrotask(() => this.onmessage?.({ data: { cmd: 'loaded' } }));
    }
  }
  Object.defineProperty(globalThis, 'Worker', { value: NoWorker, configurable: true, writable: true });
}
