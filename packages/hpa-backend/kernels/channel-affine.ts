/** Per-channel affine maps over x [rows, channels]: the element-wise half of batch normalization, one pass each. Threads take ranges of rows. */

/** y = x * scale + shift. */
export function channelAffine(
  x: usize,
  scale: usize,
  shift: usize,
  y: usize,
  channels: i32,
  rowBegin: i32,
  rowEnd: i32,
): void {
  const step = <usize>channels * 4;
  for (let row = rowBegin; row < rowEnd; row++) {
    const p = x + <usize>row * step,
      out = y + <usize>row * step;
    let c: usize = 0;
    for (; c + 16 <= step; c += 16) {
      v128.store(out + c, f32x4.add(f32x4.mul(v128.load(p + c), v128.load(scale + c)), v128.load(shift + c)));
    }
    for (; c < step; c += 4)
      store<f32>(out + c, load<f32>(p + c) * load<f32>(scale + c) + load<f32>(shift + c));
  }
}

/** dx = a * dy + b * x + c. */
export function channelAffine2(
  x: usize,
  dy: usize,
  a: usize,
  b: usize,
  c: usize,
  dx: usize,
  channels: i32,
  rowBegin: i32,
  rowEnd: i32,
): void {
  const step = <usize>channels * 4;
  for (let row = rowBegin; row < rowEnd; row++) {
    const offset = <usize>row * step;
    const p = x + offset,
      q = dy + offset,
      out = dx + offset;
    let i: usize = 0;
    for (; i + 16 <= step; i += 16) {
      const scaled = f32x4.add(
        f32x4.mul(v128.load(q + i), v128.load(a + i)),
        f32x4.mul(v128.load(p + i), v128.load(b + i)),
      );
      v128.store(out + i, f32x4.add(scaled, v128.load(c + i)));
    }
    for (; i < step; i += 4) {
      store<f32>(
        out + i,
        load<f32>(q + i) * load<f32>(a + i) + load<f32>(p + i) * load<f32>(b + i) + load<f32>(c + i),
      );
    }
  }
}
