/**
 * Returns a float32 array in the given memory if that is shared and large enough, otherwise in new shared memory. It is
 * not zeroed.
 *
 * Shared memory stays in place while threads write to it. The garbage collector treats memory that moves between
 * threads as new each time, and scans its whole heap for it.
 */
export function sharedFloat32(memory: ArrayBufferLike | undefined, length: number): Float32Array {
  const bytes = length * Float32Array.BYTES_PER_ELEMENT;
  const enough = memory instanceof SharedArrayBuffer && memory.byteLength >= bytes;
  return new Float32Array(enough ? memory : new SharedArrayBuffer(bytes), 0, length);
}
