/**
 * A float32 array of a length, in the memory given where that is large enough, else in new shared memory; it is not
 * zeroed.
 *
 * Shared memory stays where it is while threads write to it. What moves to and fro between them, the collector of
 * garbage in each takes for new every time, and goes through its whole heap for it.
 */
export function sharedFloat32(memory: ArrayBufferLike | undefined, length: number): Float32Array {
  const bytes = length * Float32Array.BYTES_PER_ELEMENT;
  const enough = memory !== undefined && memory.byteLength >= bytes;
  return new Float32Array(enough ? memory : new SharedArrayBuffer(bytes), 0, length);
}
