/**
 * Reductions of x [rows, channels] over its rows, for batch normalization, bias gradients and global pooling.
 *
 * Each block of rows is summed in single precision, 16 channels at a time, which reads each cache line once. `addParts` adds
 * the blocks in double precision, so accuracy holds over hundreds of thousands of rows. Blocks depend on the shape alone, so
 * any number of threads gives the same bits. Threads take ranges of blocks.
 */

/** parts[block, c] = sum of x[row, c] over the rows of the block. */
export function channelSums(
  x: usize,
  parts: usize,
  rows: i32,
  channels: i32,
  blockRows: i32,
  begin: i32,
  end: i32,
): void {
  const step = <usize>channels * 4;
  for (let block = begin; block < end; block++) {
    const from = x + <usize>(block * blockRows) * step;
    const last = x + <usize>min(rows, (block + 1) * blockRows) * step;
    sumRows(from, last, parts + <usize>block * step, step);
  }
}

/**
 * parts[block, 0, c] = sum of x[row, c] over the rows of the block; parts[block, 1, c] = sum of squared distances from the
 * block's mean. `batchNormStatistics` combines the blocks. Memory is read once: 16 channels of a block stay in the first-level
 * cache until their mean is known.
 */
export function channelMoments(
  x: usize,
  parts: usize,
  rows: i32,
  channels: i32,
  blockRows: i32,
  begin: i32,
  end: i32,
): void {
  const step = <usize>channels * 4;
  for (let block = begin; block < end; block++) {
    const from = x + <usize>(block * blockRows) * step;
    const last = x + <usize>min(rows, (block + 1) * blockRows) * step;
    const sums = parts + <usize>block * 2 * step;
    const share: f32 = 1 / <f32>min(blockRows, rows - block * blockRows);
    let c: usize = 0;
    for (; c + 64 <= step; c += 64) {
      const to = sums + c;
      const shares = f32x4.splat(share);
      sumSixteen(from + c, last, step, to);
      const ma = f32x4.mul(v128.load(to), shares);
      const mb = f32x4.mul(v128.load(to, 16), shares);
      const md = f32x4.mul(v128.load(to, 32), shares);
      const me = f32x4.mul(v128.load(to, 48), shares);
      let a = f32x4.splat(0);
      let b = a;
      let d = a;
      let e = a;
      for (let p = from + c; p < last; p += step) {
        a = addSquare(a, f32x4.sub(v128.load(p), ma));
        b = addSquare(b, f32x4.sub(v128.load(p, 16), mb));
        d = addSquare(d, f32x4.sub(v128.load(p, 32), md));
        e = addSquare(e, f32x4.sub(v128.load(p, 48), me));
      }
      storeFour(sums + step + c, a, b, d, e);
    }
    for (; c < step; c += 4) {
      let sum: f32 = 0;
      let squares: f32 = 0;
      for (let p = from + c; p < last; p += step) {
        sum += load<f32>(p);
      }
      for (let p = from + c; p < last; p += step) {
        squares += (load<f32>(p) - sum * share) * (load<f32>(p) - sum * share);
      }
      store<f32>(sums + c, sum);
      store<f32>(sums + step + c, squares);
    }
  }
}

/**
 * parts[block, 0, c] = sum of dy[row, c] over the rows of the block; parts[block, 1, c] = sum of dy * (x - mean[c]). If `y` is
 * not 0, dy is taken as 0 for elements with y <= 0 or y >= ceiling.
 */
export function channelGradientSums(
  x: usize,
  dy: usize,
  y: usize,
  mean: usize,
  parts: usize,
  rows: i32,
  channels: i32,
  blockRows: i32,
  ceiling: f32,
  begin: i32,
  end: i32,
): void {
  if (y) {
    gradientSums(x, dy, y, mean, parts, rows, channels, blockRows, ceiling, begin, end, true);
  } else {
    gradientSums(x, dy, y, mean, parts, rows, channels, blockRows, ceiling, begin, end, false);
  }
}

// @inline
function gradientSums(
  x: usize,
  dy: usize,
  y: usize,
  mean: usize,
  parts: usize,
  rows: i32,
  channels: i32,
  blockRows: i32,
  ceiling: f32,
  begin: i32,
  end: i32,
  masked: bool,
): void {
  const step = <usize>channels * 4;
  const gradients = dy - x;
  const outputs = y - x;
  const zero = f32x4.splat(0);
  const limit = f32x4.splat(ceiling);
  for (let block = begin; block < end; block++) {
    const from = x + <usize>(block * blockRows) * step;
    const last = x + <usize>min(rows, (block + 1) * blockRows) * step;
    const sums = parts + <usize>block * 2 * step;
    let c: usize = 0;
    for (; c + 32 <= step; c += 32) {
      const center = v128.load(mean + c);
      const center2 = v128.load(mean + c, 16);
      let a = zero;
      let b = zero;
      let d = zero;
      let e = zero;
      for (let p = from + c; p < last; p += step) {
        let g = v128.load(p + gradients);
        let h = v128.load(p + gradients, 16);
        if (masked) {
          const first = v128.load(p + outputs);
          const second = v128.load(p + outputs, 16);
          g = v128.and(g, v128.and(f32x4.gt(first, zero), f32x4.lt(first, limit)));
          h = v128.and(h, v128.and(f32x4.gt(second, zero), f32x4.lt(second, limit)));
        }
        a = f32x4.add(a, g);
        b = f32x4.add(b, h);
        d = f32x4.add(d, f32x4.mul(g, f32x4.sub(v128.load(p), center)));
        e = f32x4.add(e, f32x4.mul(h, f32x4.sub(v128.load(p, 16), center2)));
      }
      v128.store(sums + c, a);
      v128.store(sums + c, b, 16);
      v128.store(sums + step + c, d);
      v128.store(sums + step + c, e, 16);
    }
    for (; c < step; c += 4) {
      const center = load<f32>(mean + c);
      let sum: f32 = 0;
      let sumX: f32 = 0;
      for (let p = from + c; p < last; p += step) {
        const hides = masked && !(load<f32>(p + outputs) > 0 && load<f32>(p + outputs) < ceiling);
        const g: f32 = hides ? 0 : load<f32>(p + gradients);
        sum += g;
        sumX += g * (load<f32>(p) - center);
      }
      store<f32>(sums + c, sum);
      store<f32>(sums + step + c, sumX);
    }
  }
}

/** sums[c] = scale * sum of parts[block, c] over the blocks. Runs on one thread. */
export function addParts(parts: usize, sums: usize, blocks: i32, channels: i32, scale: f64): void {
  for (let c = 0; c < channels; c++) {
    store<f32>(sums + <usize>c * 4, <f32>(scale * addBlocks(parts + <usize>c * 4, blocks, channels)));
  }
}

/** Sums one number of each block, in double precision; `step` is the distance between blocks in elements. */
export function addBlocks(first: usize, blocks: i32, step: i32): f64 {
  let sum: f64 = 0;
  for (let block = 0; block < blocks; block++, first += <usize>step * 4) {
    sum += <f64>load<f32>(first);
  }
  return sum;
}

/** means[n, c] = mean of x[n, row, c] over the `rows` pixels of an image: global average pooling. Threads take ranges of images. */
export function imageMeans(
  x: usize,
  means: usize,
  parts: usize,
  rows: i32,
  channels: i32,
  blockRows: i32,
  begin: i32,
  end: i32,
): void {
  const blocks = (rows + blockRows - 1) / blockRows;
  for (let n = begin; n < end; n++) {
    const own = parts + <usize>(n * blocks * channels) * 4;
    channelSums(x + <usize>(n * rows * channels) * 4, own, rows, channels, blockRows, 0, blocks);
    addParts(own, means + <usize>(n * channels) * 4, blocks, channels, 1.0 / <f64>rows);
  }
}

/** Sums the rows in [from, last). */
function sumRows(from: usize, last: usize, sums: usize, step: usize): void {
  let c: usize = 0;
  for (; c + 64 <= step; c += 64) {
    sumSixteen(from + c, last, step, sums + c);
  }
  for (; c < step; c += 4) {
    let sum: f32 = 0;
    for (let p = from + c; p < last; p += step) {
      sum += load<f32>(p);
    }
    store<f32>(sums + c, sum);
  }
}

/** Sums 16 neighboring columns; rows are `step` bytes apart. */
// @inline
function sumSixteen(from: usize, last: usize, step: usize, to: usize): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let p = from; p < last; p += step) {
    a = f32x4.add(a, v128.load(p));
    b = f32x4.add(b, v128.load(p, 16));
    c = f32x4.add(c, v128.load(p, 32));
    d = f32x4.add(d, v128.load(p, 48));
  }
  storeFour(to, a, b, c, d);
}

// @inline
function addSquare(sum: v128, distance: v128): v128 {
  return f32x4.add(sum, f32x4.mul(distance, distance));
}

// @inline
function storeFour(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}
