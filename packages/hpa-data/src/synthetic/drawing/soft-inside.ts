/** Maps the depth of a pixel to its coverage by an outline: 1 up to depth 0.94, 0 from 1.06 on, smooth in between. */
export function softInside(depth: number): number {
  const t = Math.min(1, Math.max(0, (1.06 - depth) / 0.12));
  return t * t * (3 - 2 * t);
}
