import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { registerWasmFilterGradient } from './wasm-filter-gradient.js';

/** Starts the wasm backend, for networks whose gradients take the cpu backend a minute. */
export async function useWasm(): Promise<void> {
  registerWasmFilterGradient();
  await setBackend('wasm');
}
