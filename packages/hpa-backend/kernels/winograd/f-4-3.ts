/** The transforms of F(4, 3) along rows or columns (Lavin and Gray, arXiv:1509.09308). Places are `plane` bytes apart. */
import { fourPixels, placesOfFour, placesOfSix, placesOfThreeTaps, threeTaps } from './six-points';

/** B^T d of six pixels, `step` bytes apart, for `bytes` of their channels. */
export function transformPatch(patch: usize, step: usize, bytes: usize, out: usize, plane: usize): void {
  for (const stop = patch + bytes; patch < stop; patch += 16, out += 16) {
    placesOfSix(
      v128.load(patch),
      v128.load(patch + step),
      v128.load(patch + 2 * step),
      v128.load(patch + 3 * step),
      v128.load(patch + 4 * step),
      v128.load(patch + 5 * step),
      out,
      plane,
    );
  }
}

/** A^T m of products: four pixels of four channels in `out`, one after the other. */
export function transformProducts(from: usize, plane: usize, out: usize): void {
  fourPixels(
    v128.load(from),
    v128.load(from + plane),
    v128.load(from + 2 * plane),
    v128.load(from + 3 * plane),
    v128.load(from + 4 * plane),
    v128.load(from + 5 * plane),
    out,
    16,
  );
}

/** G g of three taps that are 32 bytes apart, for four channels. */
export function transformFilter(taps: usize, out: usize, plane: usize): void {
  placesOfThreeTaps(v128.load(taps), v128.load(taps, 32), v128.load(taps, 64), out, plane);
}

/** A y of four pixels of a gradient, `step` bytes apart, for `bytes` of their channels, the adjoint of `transformProducts`. */
export function transformGradient(patch: usize, step: usize, bytes: usize, out: usize, plane: usize): void {
  for (const stop = patch + bytes; patch < stop; patch += 16, out += 16) {
    placesOfFour(
      v128.load(patch),
      v128.load(patch + step),
      v128.load(patch + 2 * step),
      v128.load(patch + 3 * step),
      out,
      plane,
    );
  }
}

/** G^T u of sums into three taps that are `tap` bytes apart, the adjoint of `transformFilter`. */
export function transformSums(from: usize, plane: usize, out: usize, tap: usize): void {
  threeTaps(
    v128.load(from),
    v128.load(from + plane),
    v128.load(from + 2 * plane),
    v128.load(from + 3 * plane),
    v128.load(from + 4 * plane),
    v128.load(from + 5 * plane),
    out,
    tap,
  );
}
