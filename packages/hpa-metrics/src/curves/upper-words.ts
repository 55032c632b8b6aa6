/**
 * The upper 32 bits of doubles, at the odd places of what is returned. As integers they are in the order of the numbers, as far
 * as they go, if the numbers are not negative; those of negative numbers are negative. Machines that run JavaScript are
 * little-endian.
 */
export function upperWordsOf(scores: Float64Array): Int32Array {
  return new Int32Array(scores.buffer, scores.byteOffset, 2 * scores.length);
}
