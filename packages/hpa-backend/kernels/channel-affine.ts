/** Affine maps of each channel of x [rows, channels], one pass each, for batch normalization. Threads take ranges of rows. */
import { atLeast, atMost } from './clamp';

/** y = min(max(floor, x * scale + shift), ceiling); NaN stays NaN. */
export function channelAffine(
  x: usize,
  scale: usize,
  shift: usize,
  y: usize,
  channels: i32,
  floor: f32,
  ceiling: f32,
  begin: i32,
  end: i32,
): void {
  const step = <usize>channels * 4;
  for (let row = begin; row < end; row++) {
    const p = x + <usize>row * step,
      out = y + <usize>row * step;
    let c: usize = 0;
    for (; c + 16 <= step; c += 16) {
      const value = f32x4.add(f32x4.mul(v128.load(p + c), v128.load(scale + c)), v128.load(shift + c));
      v128.store(out + c, atMost(atLeast(value, f32x4.splat(floor)), f32x4.splat(ceiling)));
    }
    for (; c < step; c += 4) {
      const value = load<f32>(p + c) * load<f32>(scale + c) + load<f32>(shift + c);
      store<f32>(out + c, min(max(value, floor), ceiling));
    }
  }
}

/** dx = a * dy + b * x + c. If `y` is not 0, dy is taken as 0 for elements with y <= 0 or y >= ceiling. */
export function channelAffine2(
  x: usize,
  dy: usize,
  y: usize,
  a: usize,
  b: usize,
  c: usize,
  dx: usize,
  channels: i32,
  ceiling: f32,
  begin: i32,
  end: i32,
): void {
  if (y) {
    mapRows(x, dy, y, a, b, c, dx, channels, ceiling, begin, end, true);
  } else {
    mapRows(x, dy, y, a, b, c, dx, channels, ceiling, begin, end, false);
  }
}

// @inline
function mapRows(
  x: usize,
  dy: usize,
  y: usize,
  a: usize,
  b: usize,
  c: usize,
  dx: usize,
  channels: i32,
  ceiling: f32,
  begin: i32,
  end: i32,
  masked: bool,
): void {
  const step = <usize>channels * 4;
  for (let row = begin; row < end; row++) {
    const offset = <usize>row * step;
    const p = x + offset;
    const q = dy + offset;
    const out = dx + offset;
    let i: usize = 0;
    for (; i + 16 <= step; i += 16) {
      let g = v128.load(q + i);
      if (masked) {
        const output = v128.load(y + offset + i);
        g = v128.and(g, f32x4.gt(output, f32x4.splat(0)));
        g = v128.and(g, f32x4.lt(output, f32x4.splat(ceiling)));
      }
      const scaled = f32x4.add(f32x4.mul(g, v128.load(a + i)), f32x4.mul(v128.load(p + i), v128.load(b + i)));
      v128.store(out + i, f32x4.add(scaled, v128.load(c + i)));
    }
    for (; i < step; i += 4) {
      const hides = masked && !(load<f32>(y + offset + i) > 0 && load<f32>(y + offset + i) < ceiling);
      const g: f32 = hides ? 0 : load<f32>(q + i);
      store<f32>(out + i, g * load<f32>(a + i) + load<f32>(p + i) * load<f32>(b + i) + load<f32>(c + i));
    }
  }
}
