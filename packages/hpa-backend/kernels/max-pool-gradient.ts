/**
 * Gradient of NHWC max pooling. The gradient of an output goes to the first input of its window, in row-major order, that
 * equals the maximum, as on the cpu backend. Threads take ranges of images.
 */
export function maxPoolGradient(
  x: usize,
  y: usize,
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
  begin: i32,
  end: i32,
): void {
  const imageBytes = <usize>(height * width * channels) * 4;
  // If windows do not overlap, each input is written once, and if they also leave none out, each is written.
  const apart = strideHeight >= filterHeight && strideWidth >= filterWidth;
  const below = (outHeight - 1) * strideHeight + filterHeight - padTop;
  const right = (outWidth - 1) * strideWidth + filterWidth - padLeft;
  const dense = strideHeight <= filterHeight && strideWidth <= filterWidth;
  // Channels beyond the last four are added to what is there.
  if (!(apart && dense && below >= height && right >= width && channels % 4 === 0)) {
    memory.fill(dx + <usize>begin * imageBytes, 0, <usize>(end - begin) * imageBytes);
  }
  for (let row = begin * outHeight; row < end * outHeight; row++) {
    const image = <usize>(row / outHeight) * imageBytes;
    const top = (row % outHeight) * strideHeight - padTop;
    for (let ow = 0; ow < outWidth; ow++) {
      const left = ow * strideWidth - padLeft;
      const out = <usize>((row * outWidth + ow) * channels) * 4;
      let c = 0;
      for (; c + 4 <= channels; c += 4) {
        const best = v128.load(y + out + <usize>c * 4);
        const gradient = v128.load(dy + out + <usize>c * 4);
        let open = i32x4.splat(-1);
        for (let ih = max(0, top); ih < min(height, top + filterHeight); ih++) {
          for (let iw = max(0, left); iw < min(width, left + filterWidth); iw++) {
            const at = image + <usize>((ih * width + iw) * channels + c) * 4;
            const hit = v128.and(open, f32x4.eq(v128.load(x + at), best));
            const share = v128.and(hit, gradient);
            v128.store(dx + at, apart ? share : f32x4.add(v128.load(dx + at), share));
            open = v128.andnot(open, hit);
          }
        }
      }
      for (; c < channels; c++) {
        const best = load<f32>(y + out + <usize>c * 4);
        let open = true;
        for (let ih = max(0, top); open && ih < min(height, top + filterHeight); ih++) {
          for (let iw = max(0, left); open && iw < min(width, left + filterWidth); iw++) {
            const at = image + <usize>((ih * width + iw) * channels + c) * 4;
            if (load<f32>(x + at) === best) {
              store<f32>(dx + at, load<f32>(dx + at) + load<f32>(dy + out + <usize>c * 4));
              open = false;
            }
          }
        }
      }
    }
  }
}
