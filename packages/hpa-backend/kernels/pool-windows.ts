import { larger } from './clamp';

/** Maximum of each window of NHWC images, over the pixels inside the image. Threads take ranges of output rows. */
export function maxPool(
  x: usize,
  y: usize,
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
  poolWindows(
    x,
    y,
    height,
    width,
    channels,
    outHeight,
    outWidth,
    filterHeight,
    filterWidth,
    strideHeight,
    strideWidth,
    padTop,
    padLeft,
    begin,
    end,
    false,
  );
}

/** Mean of each window of NHWC images, over the pixels inside the image. Threads take ranges of output rows. */
export function averagePool(
  x: usize,
  y: usize,
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
  poolWindows(
    x,
    y,
    height,
    width,
    channels,
    outHeight,
    outWidth,
    filterHeight,
    filterWidth,
    strideHeight,
    strideWidth,
    padTop,
    padLeft,
    begin,
    end,
    true,
  );
}

/** Inlined, so that `average` is a constant in each kernel. */
// @inline
function poolWindows(
  x: usize,
  y: usize,
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
  average: bool,
): void {
  const pixel = <usize>channels * 4;
  for (let row = begin; row < end; row++) {
    const image = x + <usize>(row / outHeight) * (height * width) * pixel;
    const top = (row % outHeight) * strideHeight - padTop;
    const ihBegin = max(0, top);
    const ihEnd = min(height, top + filterHeight);
    for (let ow = 0; ow < outWidth; ow++) {
      const left = ow * strideWidth - padLeft;
      const iwBegin = max(0, left);
      const iwEnd = min(width, left + filterWidth);
      const share: f32 = 1 / <f32>((ihEnd - ihBegin) * (iwEnd - iwBegin));
      const out = y + <usize>(row * outWidth + ow) * pixel;
      let c: usize = 0;
      for (; c + 64 <= pixel; c += 64) {
        const start = f32x4.splat(average ? 0 : -Infinity);
        let first = start;
        let second = start;
        let third = start;
        let fourth = start;
        for (let ih = ihBegin; ih < ihEnd; ih++) {
          let p = image + <usize>(ih * width + iwBegin) * pixel + c;
          for (let iw = iwBegin; iw < iwEnd; iw++, p += pixel) {
            first = pooled(first, v128.load(p), average);
            second = pooled(second, v128.load(p, 16), average);
            third = pooled(third, v128.load(p, 32), average);
            fourth = pooled(fourth, v128.load(p, 48), average);
          }
        }
        const shares = f32x4.splat(share);
        v128.store(out + c, average ? f32x4.mul(first, shares) : first);
        v128.store(out + c, average ? f32x4.mul(second, shares) : second, 16);
        v128.store(out + c, average ? f32x4.mul(third, shares) : third, 32);
        v128.store(out + c, average ? f32x4.mul(fourth, shares) : fourth, 48);
      }
      for (; c + 16 <= pixel; c += 16) {
        let all = f32x4.splat(average ? 0 : -Infinity);
        for (let ih = ihBegin; ih < ihEnd; ih++) {
          let p = image + <usize>(ih * width + iwBegin) * pixel + c;
          for (let iw = iwBegin; iw < iwEnd; iw++, p += pixel) {
            all = pooled(all, v128.load(p), average);
          }
        }
        v128.store(out + c, average ? f32x4.mul(all, f32x4.splat(share)) : all);
      }
      for (; c < pixel; c += 4) {
        let all: f32 = average ? 0 : -Infinity;
        for (let ih = ihBegin; ih < ihEnd; ih++) {
          let p = image + <usize>(ih * width + iwBegin) * pixel + c;
          for (let iw = iwBegin; iw < iwEnd; iw++, p += pixel) {
            all = average ? all + load<f32>(p) : max(all, load<f32>(p));
          }
        }
        store<f32>(out + c, average ? all * share : all);
      }
    }
  }
}

// @inline
function pooled(all: v128, next: v128, average: bool): v128 {
  return average ? f32x4.add(all, next) : larger(all, next);
}
