import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type DataId, type DataType, util } from '@tensorflow/tfjs-core';
import type { KernelPool } from '../threads/kernel-pool.js';
import { allocatorOf } from './allocator.js';

/** Methods that only keep counts or fill memory that was just allocated: no kernel uses what they touch. */
const BOOKKEEPING = ['write', 'move', 'makeOutput', 'incRef', 'refCount', 'numDataIds'] as const;

/**
 * Makes a backend wait for the kernels of its pool whenever a tensor's address is looked up: to read the tensor, or to pass it
 * to a kernel of tfjs-backend-wasm or of another package. Memory released before the kernels are done is freed afterwards.
 *
 * @returns The same backend without the wait, for kernels that the pool runs in order.
 */
export function waitBeforeReading(backend: BackendWasm, pool: KernelPool): BackendWasm {
  const storage = backend.dataIdMap;
  const unwaiting: BackendWasm = Object.create(backend, { dataIdMap: { value: storage } });
  for (const name of BOOKKEEPING) {
    Object.defineProperty(backend, name, { value: backend[name].bind(unwaiting) });
  }
  Object.defineProperty(backend, 'dataIdMap', {
    get() {
      pool.finish();
      return storage;
    },
  });

  const time = backend.time.bind(backend);
  backend.time = (run) => {
    pool.finish();
    return time(() => {
      run();
      pool.finish();
    });
  };

  const allocator = allocatorOf(backend);
  const free = allocator._free;
  let bytes = 0; // Size of the tensor being disposed.
  allocator._free = (address) => pool.release(bytes, () => free(address));
  const disposeData = backend.disposeData.bind(unwaiting);
  backend.disposeData = (dataId, force = false) => {
    if (pool.isOver()) {
      return forget(storage, { dataId, force });
    }
    bytes = storage.has(dataId) ? bytesOf(storage.get(dataId)) : 0;
    return disposeData(dataId, force);
  };
  return unwaiting;
}

/** Stops counting a tensor of an engine that is over, whose memory is never used again. */
function forget(
  storage: BackendWasm['dataIdMap'],
  { dataId, force }: { readonly dataId: DataId; readonly force: boolean },
): boolean {
  if (!storage.has(dataId)) {
    return true;
  }
  const data = storage.get(dataId);
  data.refCount--;
  return (force || data.refCount <= 0) && storage.delete(dataId);
}

function bytesOf({ shape, dtype }: { readonly shape: number[]; readonly dtype: DataType }): number {
  return dtype === 'string' ? 0 : util.sizeFromShape(shape) * util.bytesPerElement(dtype);
}
