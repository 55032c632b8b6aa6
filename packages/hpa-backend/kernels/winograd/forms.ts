/**
 * The forms of Winograd's convolutions: how many pixels a tile has, how many it sees, how many taps its filter has, and which transforms it takes. Places,
 * windows and taps count row by row.
 */
import * as twoByTwo from './f-2x2-3x3';
import * as twoByTwoOfFive from './f-2x2-5x5';
import * as four from './f-4-3';
import * as fourOfSeven from './f-4-7';
import * as fourByFour from './f-4x4-3x3';

export const F_2X2_3X3 = 0;
export const F_4X4_3X3 = 1;
export const F_2X2_5X5 = 2;
/** Along rows and along columns. */
export const F_1X4_1X3 = 3;
export const F_4X1_3X1 = 4;
export const F_1X4_1X7 = 5;
export const F_4X1_7X1 = 6;

/** Most vectors between the two transforms of a form, and most pixels of a tile. */
export const BETWEEN_VECTORS = 36;
export const TILE_PIXELS = 16;

/** Rows of a tile. */
// @inline
export function rowsOf(form: i32): i32 {
  return form === F_2X2_3X3 || form === F_2X2_5X5 ? 2 : isAlongRow(form) ? 1 : 4;
}

/** Columns of a tile. */
// @inline
export function columnsOf(form: i32): i32 {
  return form === F_2X2_3X3 || form === F_2X2_5X5 ? 2 : isAlongColumn(form) ? 1 : 4;
}

/** Rows of the pixels that a tile sees. */
// @inline
export function windowRowsOf(form: i32): i32 {
  return isAlongRow(form) ? 1 : form === F_2X2_3X3 ? 4 : form === F_4X1_7X1 ? 10 : 6;
}

/** Columns of the pixels that a tile sees. */
// @inline
export function windowColumnsOf(form: i32): i32 {
  return isAlongColumn(form) ? 1 : form === F_2X2_3X3 ? 4 : form === F_1X4_1X7 ? 10 : 6;
}

/** Products of a tile for each pair of channels: as many as it sees pixels. */
// @inline
export function placesOf(form: i32): usize {
  return <usize>(windowRowsOf(form) * windowColumnsOf(form));
}

/** Taps of the filter. */
// @inline
export function tapsOf(form: i32): usize {
  return form <= F_4X4_3X3 ? 9 : form === F_2X2_5X5 ? 25 : form <= F_4X1_3X1 ? 3 : 7;
}

// @inline
function isAlongRow(form: i32): bool {
  return form === F_1X4_1X3 || form === F_1X4_1X7;
}

// @inline
function isAlongColumn(form: i32): bool {
  return form === F_4X1_3X1 || form === F_4X1_7X1;
}

/** B^T d B of the pixels that a tile sees, for `bytes` of their channels. `between` has room for BETWEEN_VECTORS. */
// @inline
export function transformPatch(
  form: i32,
  patch: usize,
  rowBytes: usize,
  pixelBytes: usize,
  bytes: usize,
  between: usize,
  out: usize,
  plane: usize,
): void {
  const step = isAlongRow(form) ? pixelBytes : rowBytes;
  if (form === F_2X2_3X3) {
    twoByTwo.transformPatch(patch, rowBytes, pixelBytes, bytes, out, plane);
  } else if (form === F_4X4_3X3) {
    fourByFour.transformPatch(patch, rowBytes, pixelBytes, bytes, between, out, plane);
  } else if (form === F_2X2_5X5) {
    twoByTwoOfFive.transformPatch(patch, rowBytes, pixelBytes, bytes, between, out, plane);
  } else if (form <= F_4X1_3X1) {
    four.transformPatch(patch, step, bytes, out, plane);
  } else {
    fourOfSeven.transformPatch(patch, step, bytes, out, plane);
  }
}

/** A^T m A of four channels of products, into the pixels of a tile, one after the other. */
// @inline
export function transformProducts(form: i32, from: usize, plane: usize, between: usize, out: usize): void {
  if (form === F_2X2_3X3) {
    twoByTwo.transformProducts(from, plane, out);
  } else if (form === F_4X4_3X3) {
    fourByFour.transformProducts(from, plane, between, out);
  } else if (form === F_2X2_5X5) {
    twoByTwoOfFive.transformProducts(from, plane, between, out);
  } else if (form <= F_4X1_3X1) {
    four.transformProducts(from, plane, out);
  } else {
    fourOfSeven.transformProducts(from, plane, out);
  }
}

/** G g G^T of four channels of taps that are 32 bytes apart. */
// @inline
export function transformFilter(form: i32, taps: usize, between: usize, out: usize, plane: usize): void {
  if (form === F_2X2_3X3) {
    twoByTwo.transformFilter(taps, out, plane);
  } else if (form === F_4X4_3X3) {
    fourByFour.transformFilter(taps, between, out, plane);
  } else if (form === F_2X2_5X5) {
    twoByTwoOfFive.transformFilter(taps, between, out, plane);
  } else if (form <= F_4X1_3X1) {
    four.transformFilter(taps, out, plane);
  } else {
    fourOfSeven.transformFilter(taps, out, plane);
  }
}

/** A y A^T of the pixels of a tile of a gradient, for `bytes` of their channels, the adjoint of `transformProducts`, for filters of three taps an axis. */
// @inline
export function transformGradient(
  form: i32,
  patch: usize,
  rowBytes: usize,
  pixelBytes: usize,
  bytes: usize,
  between: usize,
  out: usize,
  plane: usize,
): void {
  if (form === F_2X2_3X3) {
    twoByTwo.transformGradient(patch, rowBytes, pixelBytes, bytes, out, plane);
  } else if (form === F_4X4_3X3) {
    fourByFour.transformGradient(patch, rowBytes, pixelBytes, bytes, between, out, plane);
  } else {
    four.transformGradient(patch, isAlongRow(form) ? pixelBytes : rowBytes, bytes, out, plane);
  }
}

/**
 * G^T u G of four channels of sums over tiles, into taps that are `tap` bytes apart, the adjoint of `transformFilter`, for filters of
 * three taps an axis. May overwrite the sums.
 */
// @inline
export function transformSums(
  form: i32,
  from: usize,
  plane: usize,
  between: usize,
  out: usize,
  tap: usize,
): void {
  if (form === F_2X2_3X3) {
    twoByTwo.transformSums(from, plane, out, tap);
  } else if (form === F_4X4_3X3) {
    fourByFour.transformSums(from, plane, between, out, tap);
  } else {
    four.transformSums(from, plane, out, tap);
  }
}
