/** The mask of the pixels that pass a test: 1 where the level of a plane does, 0 elsewhere. */
export function pixelsWhere(
  plane: Float32Array | Int32Array | Uint8Array,
  passes: (level: number) => boolean,
): Uint8Array<ArrayBuffer> {
  const mask = new Uint8Array(plane.length);
  for (let at = 0; at < plane.length; at++) {
    mask[at] = passes(plane[at]!) ? 1 : 0;
  }
  return mask;
}
