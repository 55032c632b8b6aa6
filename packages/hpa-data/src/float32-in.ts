/** A float32 array of a length, in the memory given where that is large enough, else in new memory; it is not zeroed. */
export function float32In(memory: ArrayBuffer | undefined, length: number): Float32Array {
  const bytes = length * Float32Array.BYTES_PER_ELEMENT;
  return memory !== undefined && memory.byteLength >= bytes
    ? new Float32Array(memory, 0, length)
    : new Float32Array(length);
}
