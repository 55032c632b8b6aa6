/** Vectors of which only some lanes exist in memory. */

/** Loads four numbers, or the first `lanes`, at least one; the others repeat the first. */
// @inline
export function loadLanes(p: usize, lanes: i32): v128 {
  if (lanes >= 4) {
    return v128.load(p);
  }
  let v = f32x4.splat(load<f32>(p));
  if (lanes > 1) {
    v = f32x4.replace_lane(v, 1, load<f32>(p, 4));
  }
  if (lanes > 2) {
    v = f32x4.replace_lane(v, 2, load<f32>(p, 8));
  }
  return v;
}

/** Stores four numbers, or the first `lanes`, at least one. */
// @inline
export function storeLanes(p: usize, v: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(p, v);
    return;
  }
  store<f32>(p, f32x4.extract_lane(v, 0));
  if (lanes > 1) {
    store<f32>(p, f32x4.extract_lane(v, 1), 4);
  }
  if (lanes > 2) {
    store<f32>(p, f32x4.extract_lane(v, 2), 8);
  }
}
