/** The transforms of F(2x2, 5x5) (Lavin and Gray, arXiv:1509.09308), each along columns and then along rows. Places are `plane` bytes apart, row by row. */
import { placesOfFiveTaps, twoPixels } from './six-points';

export { placesOfPatch as transformPatch } from './six-by-six';

/** A^T m A of products: 2x2 pixels of four channels in `out`, one after the other. `between` has room for 12 vectors. */
export function transformProducts(from: usize, plane: usize, between: usize, out: usize): void {
  for (let j: usize = 0; j < 6; j++) {
    const p = from + j * plane;
    twoPixels(
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
  for (let i: usize = 0; i < 2; i++) {
    const p = between + i * 96;
    twoPixels(
      v128.load(p),
      v128.load(p + 16),
      v128.load(p + 2 * 16),
      v128.load(p + 3 * 16),
      v128.load(p + 4 * 16),
      v128.load(p + 5 * 16),
      out + i * 32,
      16,
    );
  }
}

/** G g G^T of 25 taps that are 32 bytes apart, for four channels. `between` has room for 30 vectors. */
export function transformFilter(taps: usize, between: usize, out: usize, plane: usize): void {
  for (let j: usize = 0; j < 5; j++) {
    const p = taps + j * 32;
    placesOfFiveTaps(
      v128.load(p),
      v128.load(p, 160),
      v128.load(p, 320),
      v128.load(p, 480),
      v128.load(p, 640),
      between + j * 16,
      80,
    );
  }
  for (let i: usize = 0; i < 6; i++) {
    const p = between + i * 80;
    placesOfFiveTaps(
      v128.load(p),
      v128.load(p, 16),
      v128.load(p, 32),
      v128.load(p, 48),
      v128.load(p, 64),
      out + 6 * i * plane,
      plane,
    );
  }
}
