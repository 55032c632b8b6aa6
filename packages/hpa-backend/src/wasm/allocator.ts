import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** The allocator of the Emscripten module, whose types tfjs-backend-wasm keeps to itself. */
export interface Allocator {
  /** Address 0 where there is no room. */
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** The allocator of a backend; what is put in a method's place, the whole backend uses. */
export function allocatorOf({ wasm }: BackendWasm): Allocator {
  return wasm as unknown as Allocator;
}
