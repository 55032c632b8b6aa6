import { placesOfSix } from './six-points';

/** B^T d B of 6x6 pixels for `bytes` of their channels. `between` has room for 36 vectors. */
export function placesOfPatch(
  patch: usize,
  rowBytes: usize,
  pixelBytes: usize,
  bytes: usize,
  between: usize,
  out: usize,
  plane: usize,
): void {
  for (const stop = patch + bytes; patch < stop; patch += 16, out += 16) {
    for (let j: usize = 0; j < 6; j++) {
      const p = patch + j * pixelBytes;
      placesOfSix(
        v128.load(p),
        v128.load(p + rowBytes),
        v128.load(p + 2 * rowBytes),
        v128.load(p + 3 * rowBytes),
        v128.load(p + 4 * rowBytes),
        v128.load(p + 5 * rowBytes),
        between + j * 16,
        96,
      );
    }
    for (let i: usize = 0; i < 6; i++) {
      const p = between + i * 96;
      placesOfSix(
        v128.load(p),
        v128.load(p + 16),
        v128.load(p + 2 * 16),
        v128.load(p + 3 * 16),
        v128.load(p + 4 * 16),
        v128.load(p + 5 * 16),
        out + 6 * i * plane,
        plane,
      );
    }
  }
}
