// Bundlers differ in how they wrap the export of CommonJS. tfjs-backend-wasm imports the script too.
import * as script from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';
import { THREADED_WASM_BINARY } from '../generated/threaded-wasm-binary.js';
import { unpackWasm } from '../unpack-wasm.js';
import {
  type EmscriptenFactory,
  type SharedMemoryBackend,
  startSharedMemory,
} from '../wasm/memory/start-shared-memory.js';

/** Creates a wasm backend with shared memory in a browser, from the threaded binary that this package brings. */
export async function createSharedMemoryBackend(): Promise<SharedMemoryBackend> {
  const { default: exported } = script as unknown as {
    readonly default: EmscriptenFactory | { readonly default: EmscriptenFactory };
  };
  return startSharedMemory(typeof exported === 'function' ? exported : exported.default, {
    instantiate: (imports) => WebAssembly.instantiateStreaming(unpackWasm(THREADED_WASM_BINARY), imports),
  });
}
