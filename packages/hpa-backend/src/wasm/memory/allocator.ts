import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** The allocator of the Emscripten module, whose types tfjs-backend-wasm does not export. */
export interface Allocator {
  /** Returns address 0 if there is no room. */
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** The allocator of a backend. Replacing one of its methods changes it for the whole backend. */
export function allocatorOf({ wasm }: BackendWasm): Allocator {
  return wasm as unknown as Allocator;
}
