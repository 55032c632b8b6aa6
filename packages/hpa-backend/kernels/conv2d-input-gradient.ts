/**
 * Input gradient of an NHWC convolution of any stride.
 *
 *   dx[n, oh * s - pad + kh * d, ow * s - pad + kw * d, ci] += sum over co of dy[n, oh, ow, co] * w[kh, kw, ci, co]
 *
 * The filter comes transposed as [kh, kw, co, ci], so that a tile of 4 pixels by 8 input channels reads both
 * operands forwards. Pictures do not overlap in dx: threads take ranges of the batch.
 */
export function conv2dInputGradient(
  dy: usize, filterTransposed: usize, dx: usize,
  height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  padTop: i32, padLeft: i32,
  batchBegin: i32, batchEnd: i32,
): void {
  const pictureBytes = <usize>(height * width * channels) * 4;
  memory.fill(dx + <usize>batchBegin * pictureBytes, 0, <usize>(batchEnd - batchBegin) * pictureBytes);
  const pixelStep = <usize>(strideWidth * channels) * 4;
  const dyStep = <usize>outChannels * 4;
  const taps = filterHeight * filterWidth;
  // Each picture takes all filter rows for one output row before the next: dx rows stay in the cache.
  for (let row = batchBegin * outHeight; row < batchEnd * outHeight; row++) {
    const n = row / outHeight;
    for (let tap = 0; tap < taps; tap++) {
      const inputRow = (row % outHeight) * strideHeight + (tap / filterWidth) * dilationHeight - padTop;
      if (inputRow < 0 || inputRow >= height) continue;
      const columnShift = (tap % filterWidth) * dilationWidth - padLeft;
      const first = columnShift >= 0 ? 0 : (-columnShift + strideWidth - 1) / strideWidth;
      const last = min(outWidth, width - 1 - columnShift < 0 ? 0 : (width - 1 - columnShift) / strideWidth + 1);
      const weights = filterTransposed + <usize>(tap * outChannels * channels) * 4;
      const target = dx + <usize>(((n * height + inputRow) * width + columnShift) * channels) * 4;
      const source = dy + <usize>(row * outWidth) * dyStep;
      let ci = 0;
      for (; ci + 8 <= channels; ci += 8) {
        let ow = first;
        for (; ow + 4 <= last; ow += 4) {
          pixels4x8(source + <usize>ow * dyStep, weights + <usize>ci * 4,
            target + <usize>ow * pixelStep + <usize>ci * 4, channels, outChannels, pixelStep);
        }
        for (; ow < last; ow++) {
          pixels1x8(source + <usize>ow * dyStep, weights + <usize>ci * 4,
            target + <usize>ow * pixelStep + <usize>ci * 4, channels, outChannels);
        }
      }
      for (; ci < channels; ci++) {
        for (let ow = first; ow < last; ow++) {
          const p = target + <usize>ow * pixelStep + <usize>ci * 4;
          let sum = load<f32>(p);
          for (let co = 0; co < outChannels; co++) {
            sum += load<f32>(source + <usize>ow * dyStep + <usize>co * 4) * load<f32>(weights + <usize>(co * channels + ci) * 4);
          }
          store<f32>(p, sum);
        }
      }
    }
  }
}

@inline
function pixels4x8(dy: usize, weights: usize, target: usize, channels: i32, outChannels: i32, pixelStep: usize): void {
  const dyStep = <usize>outChannels * 4;
  let a0 = v128.load(target), b0 = v128.load(target, 16);
  let a1 = v128.load(target + pixelStep), b1 = v128.load(target + pixelStep, 16);
  let a2 = v128.load(target + 2 * pixelStep), b2 = v128.load(target + 2 * pixelStep, 16);
  let a3 = v128.load(target + 3 * pixelStep), b3 = v128.load(target + 3 * pixelStep, 16);
  const end = dy + dyStep;
  const weightStep = <usize>channels * 4;
  for (let p = dy, q = weights; p < end; p += 4, q += weightStep) {
    const w0 = v128.load(q), w1 = v128.load(q, 16);
    let s = v128.load32_splat(p);
    a0 = f32x4.add(a0, f32x4.mul(s, w0));
    b0 = f32x4.add(b0, f32x4.mul(s, w1));
    s = v128.load32_splat(p + dyStep);
    a1 = f32x4.add(a1, f32x4.mul(s, w0));
    b1 = f32x4.add(b1, f32x4.mul(s, w1));
    s = v128.load32_splat(p + 2 * dyStep);
    a2 = f32x4.add(a2, f32x4.mul(s, w0));
    b2 = f32x4.add(b2, f32x4.mul(s, w1));
    s = v128.load32_splat(p + 3 * dyStep);
    a3 = f32x4.add(a3, f32x4.mul(s, w0));
    b3 = f32x4.add(b3, f32x4.mul(s, w1));
  }
  v128.store(target, a0);
  v128.store(target, b0, 16);
  v128.store(target + pixelStep, a1);
  v128.store(target + pixelStep, b1, 16);
  v128.store(target + 2 * pixelStep, a2);
  v128.store(target + 2 * pixelStep, b2, 16);
  v128.store(target + 3 * pixelStep, a3);
  v128.store(target + 3 * pixelStep, b3, 16);
}

@inline
function pixels1x8(dy: usize, weights: usize, target: usize, channels: i32, outChannels: i32): void {
  let a = v128.load(target), b = v128.load(target, 16);
  const end = dy + <usize>outChannels * 4;
  const weightStep = <usize>channels * 4;
  for (let p = dy, q = weights; p < end; p += 4, q += weightStep) {
    const s = v128.load32_splat(p);
    a = f32x4.add(a, f32x4.mul(s, v128.load(q)));
    b = f32x4.add(b, f32x4.mul(s, v128.load(q, 16)));
  }
  v128.store(target, a);
  v128.store(target, b, 16);
}

/**
 * The filter [kh, kw, ci, co] with its last two axes exchanged, [kh, kw, co, ci]; with `rotate` also turned by
 * 180 degrees, which makes the stride-1 input gradient a plain convolution of dy.
 */
export function transposeFilter(filter: usize, out: usize, taps: i32, channels: i32, outChannels: i32, rotate: i32): void {
  for (let tap = 0; tap < taps; tap++) {
    const source = filter + <usize>((rotate ? taps - 1 - tap : tap) * channels * outChannels) * 4;
    const target = out + <usize>(tap * channels * outChannels) * 4;
    // Squares of 16 by 16 keep the strided side in the first-level cache.
    for (let ciBlock = 0; ciBlock < channels; ciBlock += 16) {
      for (let coBlock = 0; coBlock < outChannels; coBlock += 16) {
        for (let ci = ciBlock; ci < min(channels, ciBlock + 16); ci++) {
          for (let co = coBlock; co < min(outChannels, coBlock + 16); co++) {
            store<f32>(target + <usize>(co * channels + ci) * 4, load<f32>(source + <usize>(ci * outChannels + co) * 4));
          }
        }
      }
    }
  }
}
