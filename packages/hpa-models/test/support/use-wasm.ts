import { startBackend } from '@hpa/backend';

/**
 * Starts the wasm engine of @hpa/backend, for networks that plain JavaScript takes long to run; its kernels are held to plain
 * JavaScript by tests of their own. Layers without such kernels are tested on the cpu backend.
 */
export async function useWasm(): Promise<void> {
  await startBackend('wasm');
}
