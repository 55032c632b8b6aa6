import { multiplyAdd } from './multiply-add';

/**
 * G g G^T of a filter [3, 3, ci, co] (Lavin and Gray, arXiv:1509.09308, F(2x2, 3x3)), for `winogradConv2d`: blocks of 8 output channels, each
 * [16 places][ci][8]. If `transposed` is set, the filter is turned by half and input and output channels are swapped, for the input
 * gradient. Otherwise weights may be multiplied by a scale of their input channel and one of their output channel; a pointer of 0 stands for none.
 * Threads take ranges of blocks.
 */
export function winogradFilter(
  filter: usize,
  packed: usize,
  channels: i32,
  outChannels: i32,
  transposed: i32,
  inputScales: usize,
  outputScales: usize,
  begin: i32,
  end: i32,
): void {
  const plane = <usize>channels * 32;
  const tapBytes = <usize>(channels * outChannels) * 4;
  for (let block = begin; block < end; block++) {
    for (let half: usize = 0; half < 32; half += 16) {
      const co = <usize>block * 32 + half;
      let out = packed + <usize>block * 16 * plane + half;
      const scales = outputScales ? v128.load(outputScales + co) : f32x4.splat(1);
      for (let ci: usize = 0; ci < <usize>channels * 4; ci += 4, out += 32) {
        if (transposed) {
          const from = filter + co * <usize>channels + ci;
          const step = <usize>channels * 4;
          storeFilter(
            column(from + 8 * tapBytes, step),
            column(from + 7 * tapBytes, step),
            column(from + 6 * tapBytes, step),
            column(from + 5 * tapBytes, step),
            column(from + 4 * tapBytes, step),
            column(from + 3 * tapBytes, step),
            column(from + 2 * tapBytes, step),
            column(from + tapBytes, step),
            column(from, step),
            f32x4.splat(1),
            out,
            plane,
          );
        } else {
          const from = filter + ci * <usize>outChannels + co;
          const scale = inputScales ? f32x4.mul(scales, v128.load32_splat(inputScales + ci)) : scales;
          storeFilter(
            v128.load(from),
            v128.load(from + tapBytes),
            v128.load(from + 2 * tapBytes),
            v128.load(from + 3 * tapBytes),
            v128.load(from + 4 * tapBytes),
            v128.load(from + 5 * tapBytes),
            v128.load(from + 6 * tapBytes),
            v128.load(from + 7 * tapBytes),
            v128.load(from + 8 * tapBytes),
            scale,
            out,
            plane,
          );
        }
      }
    }
  }
}

/** Four numbers that are `step` bytes apart. */
// @inline
function column(from: usize, step: usize): v128 {
  let v = v128.load32_splat(from);
  v = f32x4.replace_lane(v, 1, load<f32>(from + step));
  v = f32x4.replace_lane(v, 2, load<f32>(from + 2 * step));
  return f32x4.replace_lane(v, 3, load<f32>(from + 3 * step));
}

// @inline
function storeFilter(
  g00: v128,
  g01: v128,
  g02: v128,
  g10: v128,
  g11: v128,
  g12: v128,
  g20: v128,
  g21: v128,
  g22: v128,
  scale: v128,
  out: usize,
  plane: usize,
): void {
  storeRow(f32x4.mul(g00, scale), f32x4.mul(g01, scale), f32x4.mul(g02, scale), out, plane);
  const half = f32x4.mul(scale, f32x4.splat(0.5));
  const a = f32x4.mul(f32x4.add(g00, g20), half);
  const b = f32x4.mul(f32x4.add(g01, g21), half);
  const c = f32x4.mul(f32x4.add(g02, g22), half);
  storeRow(
    multiplyAdd(g10, half, a),
    multiplyAdd(g11, half, b),
    multiplyAdd(g12, half, c),
    out + 4 * plane,
    plane,
  );
  const minus = f32x4.neg(half);
  storeRow(
    multiplyAdd(g10, minus, a),
    multiplyAdd(g11, minus, b),
    multiplyAdd(g12, minus, c),
    out + 8 * plane,
    plane,
  );
  storeRow(f32x4.mul(g20, scale), f32x4.mul(g21, scale), f32x4.mul(g22, scale), out + 12 * plane, plane);
}

// @inline
function storeRow(a: v128, b: v128, c: v128, out: usize, plane: usize): void {
  const half = f32x4.splat(0.5);
  const ends = f32x4.mul(f32x4.add(a, c), half);
  v128.store(out, a);
  v128.store(out + plane, multiplyAdd(b, half, ends));
  v128.store(out + 2 * plane, multiplyAdd(b, f32x4.splat(-0.5), ends));
  v128.store(out + 3 * plane, c);
}
