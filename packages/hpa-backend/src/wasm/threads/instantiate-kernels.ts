import { decodeBase64 } from '../../decode-base64.js';
import { KERNEL_BINARIES } from '../../generated/kernel-binaries.js';
import type { KernelName } from './kernel-pool.js';
import type { Kernel } from './run-job.js';

/** Compiles the kernels and instantiates them over a memory; threads that share it instantiate the same module. */
export async function instantiateKernels(
  memory: WebAssembly.Memory,
  { fusedMultiplyAdd }: { readonly fusedMultiplyAdd: boolean },
): Promise<{ readonly module: WebAssembly.Module; readonly kernels: Readonly<Record<KernelName, Kernel>> }> {
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const binaries = KERNEL_BINARIES[fusedMultiplyAdd ? 'fused' : 'separate'];
  const module = await WebAssembly.compile(decodeBase64(shared ? binaries.shared : binaries.private));
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  return { module, kernels: instance.exports as unknown as Record<KernelName, Kernel> };
}
