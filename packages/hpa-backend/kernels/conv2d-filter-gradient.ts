/**
 * Filter gradient of an NHWC convolution, and (as a 1x1 case) the product A^T B.
 *
 *   dw[kh, kw, ci, co] = sum over n, oh, ow of x[n, oh * s - pad + kh * d, ow * s - pad + kw * d, ci] * dy[n, oh, ow, co]
 *
 * The pixels are the reduction, so a tile of 4 input by 8 output channels stays in eight registers while the
 * pixels of a block stream past. Blocks of whole output rows keep x and dy in the second-level cache while all
 * taps and tiles visit them. A unit of work is one tap and one tile of four input channels; units write
 * disjoint parts of dw, so threads take ranges of them and never meet.
 */
export function conv2dFilterGradient(
  x: usize, dy: usize, dw: usize,
  batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, outChannels: i32,
  filterHeight: i32, filterWidth: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  padTop: i32, padLeft: i32,
  unitBegin: i32, unitEnd: i32,
): void {
  const tilesPerTap = (channels + 3) / 4;
  for (let unit = unitBegin; unit < unitEnd; unit++) {
    const tap = unit / tilesPerTap;
    const ci = (unit % tilesPerTap) * 4;
    const rows = min(4, channels - ci);
    memory.fill(dw + (<usize>(tap * channels + ci) * outChannels) * 4, 0, <usize>(rows * outChannels) * 4);
  }
  // About 128 KiB of x and dy a block.
  const rowBytes = outWidth * (channels * strideWidth + outChannels) * 4;
  const rowsPerBlock = max(1, min(batch * outHeight, 131072 / max(1, rowBytes)));
  const totalRows = batch * outHeight;
  for (let rowBegin = 0; rowBegin < totalRows; rowBegin += rowsPerBlock) {
    const rowEnd = min(totalRows, rowBegin + rowsPerBlock);
    for (let unit = unitBegin; unit < unitEnd; unit++) {
      const tap = unit / tilesPerTap;
      const ci = (unit % tilesPerTap) * 4;
      const rowShift = (tap / filterWidth) * dilationHeight - padTop;
      const columnShift = (tap % filterWidth) * dilationWidth - padLeft;
      // Output columns whose input column lies inside the picture.
      const first = columnShift >= 0 ? 0 : (-columnShift + strideWidth - 1) / strideWidth;
      const last = min(outWidth, width - 1 - columnShift < 0 ? 0 : (width - 1 - columnShift) / strideWidth + 1);
      if (last <= first) continue;
      const target = dw + (<usize>(tap * channels + ci) * outChannels) * 4;
      const rows = min(4, channels - ci);
      let co = 0;
      for (; co + 8 <= outChannels; co += 8) {
        if (rows == 4) {
          tile4x8(x + <usize>ci * 4, dy + <usize>co * 4, target + <usize>co * 4, height, width, channels, outHeight,
            outWidth, outChannels, strideHeight, strideWidth, rowShift, columnShift, first, last, rowBegin, rowEnd);
        } else {
          for (let r = 0; r < rows; r++) {
            tile1x8(x + <usize>(ci + r) * 4, dy + <usize>co * 4, target + <usize>(r * outChannels + co) * 4, height, width,
              channels, outHeight, outWidth, outChannels, strideHeight, strideWidth, rowShift, columnShift, first, last,
              rowBegin, rowEnd);
          }
        }
      }
      for (; co < outChannels; co++) {
        for (let r = 0; r < rows; r++) {
          tile1x1(x + <usize>(ci + r) * 4, dy + <usize>co * 4, target + <usize>(r * outChannels + co) * 4, height, width,
            channels, outHeight, outWidth, outChannels, strideHeight, strideWidth, rowShift, columnShift, first, last,
            rowBegin, rowEnd);
        }
      }
    }
  }
}

@inline
function tile4x8(
  x: usize, dy: usize, target: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  outChannels: i32, strideHeight: i32, strideWidth: i32, rowShift: i32, columnShift: i32, first: i32, last: i32,
  rowBegin: i32, rowEnd: i32,
): void {
  const targetStep = <usize>outChannels * 4;
  let a0 = v128.load(target), b0 = v128.load(target, 16);
  let a1 = v128.load(target + targetStep), b1 = v128.load(target + targetStep, 16);
  let a2 = v128.load(target + 2 * targetStep), b2 = v128.load(target + 2 * targetStep, 16);
  let a3 = v128.load(target + 3 * targetStep), b3 = v128.load(target + 3 * targetStep, 16);
  const xStep = <usize>(strideWidth * channels) * 4;
  const dyStep = <usize>outChannels * 4;
  for (let row = rowBegin; row < rowEnd; row++) {
    const inputRow = (row % outHeight) * strideHeight + rowShift;
    if (inputRow < 0 || inputRow >= height) continue;
    let p = x + <usize>(((row / outHeight) * height + inputRow) * width + first * strideWidth + columnShift) * channels * 4;
    let q = dy + <usize>(row * outWidth + first) * outChannels * 4;
    const end = q + <usize>(last - first) * dyStep;
    while (q < end) {
      const g0 = v128.load(q), g1 = v128.load(q, 16);
      let s = v128.load32_splat(p);
      a0 = f32x4.add(a0, f32x4.mul(s, g0));
      b0 = f32x4.add(b0, f32x4.mul(s, g1));
      s = v128.load32_splat(p, 4);
      a1 = f32x4.add(a1, f32x4.mul(s, g0));
      b1 = f32x4.add(b1, f32x4.mul(s, g1));
      s = v128.load32_splat(p, 8);
      a2 = f32x4.add(a2, f32x4.mul(s, g0));
      b2 = f32x4.add(b2, f32x4.mul(s, g1));
      s = v128.load32_splat(p, 12);
      a3 = f32x4.add(a3, f32x4.mul(s, g0));
      b3 = f32x4.add(b3, f32x4.mul(s, g1));
      p += xStep;
      q += dyStep;
    }
  }
  v128.store(target, a0);
  v128.store(target, b0, 16);
  v128.store(target + targetStep, a1);
  v128.store(target + targetStep, b1, 16);
  v128.store(target + 2 * targetStep, a2);
  v128.store(target + 2 * targetStep, b2, 16);
  v128.store(target + 3 * targetStep, a3);
  v128.store(target + 3 * targetStep, b3, 16);
}

function tile1x8(
  x: usize, dy: usize, target: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  outChannels: i32, strideHeight: i32, strideWidth: i32, rowShift: i32, columnShift: i32, first: i32, last: i32,
  rowBegin: i32, rowEnd: i32,
): void {
  let a = v128.load(target), b = v128.load(target, 16);
  const xStep = <usize>(strideWidth * channels) * 4;
  const dyStep = <usize>outChannels * 4;
  for (let row = rowBegin; row < rowEnd; row++) {
    const inputRow = (row % outHeight) * strideHeight + rowShift;
    if (inputRow < 0 || inputRow >= height) continue;
    let p = x + <usize>(((row / outHeight) * height + inputRow) * width + first * strideWidth + columnShift) * channels * 4;
    let q = dy + <usize>(row * outWidth + first) * outChannels * 4;
    const end = q + <usize>(last - first) * dyStep;
    while (q < end) {
      const s = v128.load32_splat(p);
      a = f32x4.add(a, f32x4.mul(s, v128.load(q)));
      b = f32x4.add(b, f32x4.mul(s, v128.load(q, 16)));
      p += xStep;
      q += dyStep;
    }
  }
  v128.store(target, a);
  v128.store(target, b, 16);
}

function tile1x1(
  x: usize, dy: usize, target: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  outChannels: i32, strideHeight: i32, strideWidth: i32, rowShift: i32, columnShift: i32, first: i32, last: i32,
  rowBegin: i32, rowEnd: i32,
): void {
  let sum = load<f32>(target);
  const xStep = <usize>(strideWidth * channels) * 4;
  const dyStep = <usize>outChannels * 4;
  for (let row = rowBegin; row < rowEnd; row++) {
    const inputRow = (row % outHeight) * strideHeight + rowShift;
    if (inputRow < 0 || inputRow >= height) continue;
    let p = x + <usize>(((row / outHeight) * height + inputRow) * width + first * strideWidth + columnShift) * channels * 4;
    let q = dy + <usize>(row * outWidth + first) * outChannels * 4;
    const end = q + <usize>(last - first) * dyStep;
    while (q < end) {
      sum += load<f32>(p) * load<f32>(q);
      p += xStep;
      q += dyStep;
    }
  }
  store<f32>(target, sum);
}
