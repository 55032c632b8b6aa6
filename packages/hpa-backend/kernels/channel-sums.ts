/**
 * Reductions of x [rows, channels] over its rows, for batch normalization, bias gradients and global pooling.
 *
 * Each block of rows is summed in single precision, four rows at a time: memory is read in its order, and the sums of all channels stay in the
 * first-level cache. `addParts` adds the blocks in double precision, so accuracy holds over hundreds of thousands of rows. Blocks depend on
 * the shape alone, so any number of threads gives the same bits. Threads take ranges of blocks.
 */
import { multiplyAdd } from './multiply-add';

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
 * block's mean. `batchNormStatistics` combines the blocks. Memory is read once: a block stays in the second-level cache until its means are known.
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
    sumRows(from, last, sums, step);
    sumSquares(from, last, sums, 1 / <f32>min(blockRows, rows - block * blockRows), step);
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
  const limit = f32x4.splat(ceiling);
  for (let block = begin; block < end; block++) {
    const from = x + <usize>(block * blockRows) * step;
    const last = x + <usize>min(rows, (block + 1) * blockRows) * step;
    const sums = parts + <usize>block * 2 * step;
    memory.fill(sums, 0, 2 * step);
    let p = from;
    for (; p + 4 * step <= last; p += 4 * step) {
      let c: usize = 0;
      for (; c + 16 <= step; c += 16) {
        const center = v128.load(mean + c);
        let q = p + c;
        const g0 = gradientAt(q, gradients, outputs, limit, masked);
        let products = f32x4.mul(g0, f32x4.sub(v128.load(q), center));
        q += step;
        const g1 = gradientAt(q, gradients, outputs, limit, masked);
        products = multiplyAdd(g1, f32x4.sub(v128.load(q), center), products);
        q += step;
        const g2 = gradientAt(q, gradients, outputs, limit, masked);
        products = multiplyAdd(g2, f32x4.sub(v128.load(q), center), products);
        q += step;
        const g3 = gradientAt(q, gradients, outputs, limit, masked);
        products = multiplyAdd(g3, f32x4.sub(v128.load(q), center), products);
        addTo(sums + c, f32x4.add(f32x4.add(g0, g1), f32x4.add(g2, g3)));
        addTo(sums + step + c, products);
      }
      for (; c < step; c += 4) {
        for (let q = p + c; q < p + 4 * step; q += step) {
          addProduct(q, gradients, outputs, ceiling, masked, mean + c, sums + c, step);
        }
      }
    }
    for (; p < last; p += step) {
      for (let c: usize = 0; c < step; c += 4) {
        addProduct(p + c, gradients, outputs, ceiling, masked, mean + c, sums + c, step);
      }
    }
  }
}

/** Four numbers of dy, or 0 where the output is cut off. */
// @inline
function gradientAt(p: usize, gradients: usize, outputs: usize, limit: v128, masked: bool): v128 {
  const g = v128.load(p + gradients);
  if (!masked) {
    return g;
  }
  const y = v128.load(p + outputs);
  return v128.and(g, v128.and(f32x4.gt(y, f32x4.splat(0)), f32x4.lt(y, limit)));
}

// @inline
function addProduct(
  p: usize,
  gradients: usize,
  outputs: usize,
  ceiling: f32,
  masked: bool,
  mean: usize,
  sum: usize,
  step: usize,
): void {
  const hides = masked && !(load<f32>(p + outputs) > 0 && load<f32>(p + outputs) < ceiling);
  const g: f32 = hides ? 0 : load<f32>(p + gradients);
  store<f32>(sum, load<f32>(sum) + g);
  store<f32>(sum + step, load<f32>(sum + step) + g * (load<f32>(p) - load<f32>(mean)));
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

/** sums[c] = sum of the rows in [from, last). */
function sumRows(from: usize, last: usize, sums: usize, step: usize): void {
  memory.fill(sums, 0, step);
  let p = from;
  for (; p + 4 * step <= last; p += 4 * step) {
    let c: usize = 0;
    for (; c + 16 <= step; c += 16) {
      const q = p + c;
      const first = f32x4.add(v128.load(q), v128.load(q + step));
      const second = f32x4.add(v128.load(q + 2 * step), v128.load(q + 3 * step));
      addTo(sums + c, f32x4.add(first, second));
    }
    for (; c < step; c += 4) {
      for (let q = p + c; q < p + 4 * step; q += step) {
        store<f32>(sums + c, load<f32>(sums + c) + load<f32>(q));
      }
    }
  }
  for (; p < last; p += step) {
    for (let c: usize = 0; c < step; c += 4) {
      store<f32>(sums + c, load<f32>(sums + c) + load<f32>(p + c));
    }
  }
}

/** sums[1, c] = sum over the rows in [from, last) of their squared distances from sums[0, c] * share. */
function sumSquares(from: usize, last: usize, sums: usize, share: f32, step: usize): void {
  const squares = sums + step;
  memory.fill(squares, 0, step);
  let p = from;
  for (; p + 4 * step <= last; p += 4 * step) {
    let c: usize = 0;
    for (; c + 16 <= step; c += 16) {
      const q = p + c;
      const center = f32x4.mul(v128.load(sums + c), f32x4.splat(share));
      const d0 = f32x4.sub(v128.load(q), center);
      const d1 = f32x4.sub(v128.load(q + step), center);
      const d2 = f32x4.sub(v128.load(q + 2 * step), center);
      const d3 = f32x4.sub(v128.load(q + 3 * step), center);
      const first = multiplyAdd(d1, d1, f32x4.mul(d0, d0));
      addTo(squares + c, multiplyAdd(d3, d3, multiplyAdd(d2, d2, first)));
    }
    for (; c < step; c += 4) {
      for (let q = p + c; q < p + 4 * step; q += step) {
        addSquare(q, sums + c, share, squares + c);
      }
    }
  }
  for (; p < last; p += step) {
    for (let c: usize = 0; c < step; c += 4) {
      addSquare(p + c, sums + c, share, squares + c);
    }
  }
}

// @inline
function addSquare(p: usize, sum: usize, share: f32, square: usize): void {
  const distance = load<f32>(p) - load<f32>(sum) * share;
  store<f32>(square, load<f32>(square) + distance * distance);
}

// @inline
function addTo(sum: usize, v: v128): void {
  v128.store(sum, f32x4.add(v128.load(sum), v));
}
