import { env } from '@tensorflow/tfjs-core';
import { EngineRefusal } from './engine.js';

/** A module without content. */
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * Checks that WebAssembly with SIMD can run here.
 *
 * @throws Error if it cannot, with what to do about it.
 */
export async function requireWasm(): Promise<void> {
  if (typeof WebAssembly === 'undefined') {
    throw new EngineRefusal('there is no WebAssembly here: do not switch it off, as `node --jitless` does');
  }
  try {
    await WebAssembly.compile(EMPTY);
  } catch (error) {
    throw new EngineRefusal(
      `WebAssembly is not allowed here: add 'wasm-unsafe-eval' to script-src of the page's Content-Security-Policy (${(error as Error).message})`,
    );
  }
  if (!(await env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new EngineRefusal(
      'this WebAssembly engine has no SIMD, which the kernels need: use Node 20.19 or a browser of 2023, or later ones',
    );
  }
}
