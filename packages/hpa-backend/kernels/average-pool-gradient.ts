/**
 * Gradient of average pooling over odd square windows, stride 1 and padding 'same', NHWC. A window averages the pixels inside
 * the image only. Threads take ranges of rows.
 */
export function averagePoolGradient(
  dy: usize,
  dx: usize,
  height: i32,
  width: i32,
  channels: i32,
  edge: i32,
  begin: i32,
  end: i32,
): void {
  const pixel = <usize>channels * 4;
  const reach = edge / 2;
  for (let row = begin; row < end; row++) {
    const image = dy + <usize>(row / height) * (height * width) * pixel;
    const ih = row % height;
    const ohBegin = max(0, ih - reach);
    const ohEnd = min(height, ih + reach + 1);
    for (let iw = 0; iw < width; iw++) {
      const owBegin = max(0, iw - reach);
      const owEnd = min(width, iw + reach + 1);
      const out = dx + <usize>(row * width + iw) * pixel;
      memory.fill(out, 0, pixel);
      for (let oh = ohBegin; oh < ohEnd; oh++) {
        const rows = pixelsInside(oh, reach, height);
        for (let ow = owBegin; ow < owEnd; ow++) {
          addScaled(
            out,
            image + <usize>(oh * width + ow) * pixel,
            pixel,
            1 / <f32>(rows * pixelsInside(ow, reach, width)),
          );
        }
      }
    }
  }
}

/** Pixels of a window that are inside the image, along one axis. */
// @inline
function pixelsInside(middle: i32, reach: i32, size: i32): i32 {
  return min(size, middle + reach + 1) - max(0, middle - reach);
}

// @inline
function addScaled(target: usize, source: usize, bytes: usize, scale: f32): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    v128.store(
      target + i,
      f32x4.add(v128.load(target + i), f32x4.mul(v128.load(source + i), f32x4.splat(scale))),
    );
  }
  for (; i < bytes; i += 4) {
    store<f32>(target + i, load<f32>(target + i) + load<f32>(source + i) * scale);
  }
}
