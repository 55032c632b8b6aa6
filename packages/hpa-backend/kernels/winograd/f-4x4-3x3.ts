/** The transforms of F(4x4, 3x3) (Lavin and Gray, arXiv:1509.09308), each along columns and then along rows. Places are `plane` bytes apart, row by row. */
import { fourPixels, placesOfFour, placesOfThreeTaps, threeTaps } from './six-points';

export { placesOfPatch as transformPatch } from './six-by-six';

/** A^T m A of products: 4x4 pixels of four channels in `out`, one after the other. `between` has room for 24 vectors. */
export function transformProducts(from: usize, plane: usize, between: usize, out: usize): void {
  for (let j: usize = 0; j < 6; j++) {
    const p = from + j * plane;
    fourPixels(
      v128.load(p),
      v128.load(p + 6 * plane),
      v128.load(p + 12 * plane),
      v128.load(p + 18 * plane),
      v128.load(p + 24 * plane),
      v128.load(p + 30 * plane),
      between + j * 16,
      96,
    );
  }
  for (let i: usize = 0; i < 4; i++) {
    const p = between + i * 96;
    fourPixels(
      v128.load(p),
      v128.load(p + 16),
      v128.load(p + 2 * 16),
      v128.load(p + 3 * 16),
      v128.load(p + 4 * 16),
      v128.load(p + 5 * 16),
      out + i * 64,
      16,
    );
  }
}

/** G g G^T of 9 taps that are 32 bytes apart, for four channels. `between` has room for 18 vectors. */
export function transformFilter(taps: usize, between: usize, out: usize, plane: usize): void {
  for (let j: usize = 0; j < 3; j++) {
    const p = taps + j * 32;
    placesOfThreeTaps(v128.load(p), v128.load(p, 96), v128.load(p, 192), between + j * 16, 48);
  }
  for (let i: usize = 0; i < 6; i++) {
    const p = between + i * 48;
    placesOfThreeTaps(v128.load(p), v128.load(p, 16), v128.load(p, 32), out + 6 * i * plane, plane);
  }
}

/** A y A^T of 4x4 pixels of a gradient for `bytes` of their channels, the adjoint of `transformProducts`. `between` has room for 24 vectors. */
export function transformGradient(
  patch: usize,
  rowBytes: usize,
  pixelBytes: usize,
  bytes: usize,
  between: usize,
  out: usize,
  plane: usize,
): void {
  for (const stop = patch + bytes; patch < stop; patch += 16, out += 16) {
    for (let j: usize = 0; j < 4; j++) {
      const p = patch + j * pixelBytes;
      placesOfFour(
        v128.load(p),
        v128.load(p + rowBytes),
        v128.load(p + 2 * rowBytes),
        v128.load(p + 3 * rowBytes),
        between + j * 16,
        64,
      );
    }
    for (let i: usize = 0; i < 6; i++) {
      const p = between + i * 64;
      placesOfFour(
        v128.load(p),
        v128.load(p, 16),
        v128.load(p, 32),
        v128.load(p, 48),
        out + 6 * i * plane,
        plane,
      );
    }
  }
}

/** G^T u G of sums into 9 taps that are `tap` bytes apart, the adjoint of `transformFilter`. `between` has room for 18 vectors. */
export function transformSums(from: usize, plane: usize, between: usize, out: usize, tap: usize): void {
  for (let j: usize = 0; j < 6; j++) {
    const p = from + j * plane;
    threeTaps(
      v128.load(p),
      v128.load(p + 6 * plane),
      v128.load(p + 12 * plane),
      v128.load(p + 18 * plane),
      v128.load(p + 24 * plane),
      v128.load(p + 30 * plane),
      between + j * 16,
      96,
    );
  }
  for (let i: usize = 0; i < 3; i++) {
    const p = between + i * 96;
    threeTaps(
      v128.load(p),
      v128.load(p + 16),
      v128.load(p + 2 * 16),
      v128.load(p + 3 * 16),
      v128.load(p + 4 * 16),
      v128.load(p + 5 * 16),
      out + 3 * i * tap,
      tap,
    );
  }
}
