/**
 * Hashes a counter to 32 uniform bits. Equal arguments give equal bits on every machine and backend.
 *
 * The finalizer is the two-round xor-shift-multiply with the constants 0x21f0aaad and 0x735a2d97 found by
 * search (https://github.com/skeeto/hash-prospector); the counter enters through Weyl's constant 2^32 / phi.
 *
 * @param key the stream, from {@link streamKey}
 * @param index position in the stream, an integer in [0, 2^32)
 * @returns an integer in [0, 2^32)
 */
export function counterHash(key: number, index: number): number {
  let h = (Math.imul(index, 0x9e3779b1) + key) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}

/**
 * Derives the key of an independent random stream from a seed and a path, as in `streamKey(seed, layer, step)`.
 *
 * @param seed an integer, of which the low 32 bits are used
 * @param path integers; `[1, 2]` and `[2, 1]` are different streams
 * @returns an integer in [0, 2^32)
 */
export function streamKey(seed: number, ...path: readonly number[]): number {
  return path.reduce((key, part) => counterHash(key, part), counterHash(0x5eed, seed));
}
