import type { CastAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { input, type KernelCall, type WasmKernel } from '../calls/kernel-call.js';

/**
 * A clone that shares its source's memory, as on every other backend. The stock kernel copies, and tfjs-core clones each
 * tensor that it saves for a gradient. A kernel that writes in place takes sole ownership first (`ownMemory`).
 */
export const identity: WasmKernel = {
  kernelName: 'Identity',
  run: (call) => share(call) ?? call.stock(),
};

/** A cast to a tensor's own type is a clone. The stock kernel takes other casts. */
export const cast: WasmKernel = {
  kernelName: 'Cast',
  run(call) {
    const { dtype } = call.attrs as unknown as CastAttrs;
    return (dtype === input(call.inputs, 'x').dtype ? share(call) : undefined) ?? call.stock();
  },
};

function share({ inputs, backend }: KernelCall): TensorInfo | undefined {
  const x = input(inputs, 'x');
  if (x.dtype === 'string') {
    return undefined; // Strings are not in the backend's memory.
  }
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}
