import { engine } from '@tensorflow/tfjs-core';

/** One allocation of tensor memory. */
export interface Allocation {
  readonly bytes: number;
  /** Bytes held after it, beyond those held at the start; a buffer that several tensors share counts once. */
  readonly liveBytes: number;
}

/**
 * Runs synchronous work and lists the allocations of its tensors, in order.
 *
 * This is the adapter to the engine: its own profile() reads every output back, which some engines cannot do during
 * a pass, and counts shared memory once per tensor. Here the engine's table of buffers is observed instead.
 */
export function watchAllocations(run: () => void): readonly Allocation[] {
  const { tensorInfo } = engine().state;
  const prototype = Object.getPrototypeOf(tensorInfo) as typeof tensorInfo;
  const allocations: Allocation[] = [];
  let liveBytes = 0;
  const watched: Pick<typeof tensorInfo, 'set' | 'delete'> = {
    set(dataId, info) {
      liveBytes += info.bytes;
      allocations.push({ bytes: info.bytes, liveBytes });
      return prototype.set.call(tensorInfo, dataId, info);
    },
    delete(dataId) {
      liveBytes -= tensorInfo.get(dataId)?.bytes ?? 0;
      return prototype.delete.call(tensorInfo, dataId);
    },
  };
  Object.assign(tensorInfo, watched);
  try {
    run();
  } finally {
    for (const name of Object.keys(watched)) {
      Reflect.deleteProperty(tensorInfo, name);
    }
  }
  return allocations;
}
