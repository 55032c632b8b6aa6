/**
 * Gradient of average pooling, NHWC. A window averages the pixels inside the image only if `insideOnly` is set; otherwise it divides by its whole
 * size, as the gradient of tfjs-core does. Threads take ranges of rows of the image.
 */
export function averagePoolGradient(
  dy: usize,
  dx: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padTop: i32,
  padLeft: i32,
  insideOnly: i32,
  begin: i32,
  end: i32,
): void {
  const pixel = <usize>channels * 4;
  for (let row = begin; row < end; row++) {
    const image = dy + <usize>(row / height) * (outHeight * outWidth) * pixel;
    const top = (row % height) + padTop;
    const ohBegin = firstWindow(top, filterHeight, strideHeight);
    const ohEnd = min(outHeight, top / strideHeight + 1);
    for (let iw = 0; iw < width; iw++) {
      const left = iw + padLeft;
      const owBegin = firstWindow(left, filterWidth, strideWidth);
      const owEnd = min(outWidth, left / strideWidth + 1);
      const out = dx + <usize>(row * width + iw) * pixel;
      memory.fill(out, 0, pixel);
      for (let oh = ohBegin; oh < ohEnd; oh++) {
        const rows = insideOnly
          ? pixelsInside(oh * strideHeight - padTop, filterHeight, height)
          : filterHeight;
        for (let ow = owBegin; ow < owEnd; ow++) {
          const columns = insideOnly
            ? pixelsInside(ow * strideWidth - padLeft, filterWidth, width)
            : filterWidth;
          addScaled(out, image + <usize>(oh * outWidth + ow) * pixel, pixel, 1 / <f32>(rows * columns));
        }
      }
    }
  }
}

/** The first window that reaches a pixel of the padded image, along one axis. */
// @inline
function firstWindow(pixel: i32, size: i32, stride: i32): i32 {
  return max(0, (pixel - size + stride) / stride);
}

/** Pixels of a window that are inside the image, along one axis. */
// @inline
function pixelsInside(begin: i32, length: i32, size: i32): i32 {
  return min(size, begin + length) - max(0, begin);
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
