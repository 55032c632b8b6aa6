import { engine } from '@tensorflow/tfjs-core';

/** One tensor's memory coming into being. */
export interface Allocation {
  readonly bytes: number;
  /** Held at this moment beyond what was held at the start; each buffer counts once, however many tensors share it. */
  readonly liveBytes: number;
}

/**
 * Runs synchronous work and lists the memory that its tensors took, in order.
 *
 * The adapter to the engine: its own profile() reads every output back, which some engines cannot do in the middle
 * of a pass, and counts shared memory once for each tensor that shares it. Here the engine's table of buffers says.
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
