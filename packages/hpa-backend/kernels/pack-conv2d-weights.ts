import { loadLanes } from './lanes';

/**
 * Packs a filter [taps, ci, co] in the order in which `conv2d` reads it: blocks of 16 output channels, then one of 8, then
 * blocks of 4, the last one padded with zeros. A block is [tap][ci][16, 8 or 4]. In a block of 4, each group of four input
 * channels is transposed, [tap][ci / 4][4][ci % 4]; leftover channels are not. If `transposed` is set, input and output
 * channels are swapped, for the input gradient. Otherwise weights may be multiplied by a scale of their input channel, of which there are
 * `scaledChannels`, over and over, and one of their output channel; a pointer of 0 stands for none. Threads take ranges of output channels that begin at multiples of 16.
 */
export function packConv2dWeights(
  filter: usize,
  packed: usize,
  taps: i32,
  channels: i32,
  outChannels: i32,
  transposed: i32,
  inputScales: usize,
  scaledChannels: i32,
  outputScales: usize,
  begin: i32,
  end: i32,
): void {
  for (let co = begin; co < end; ) {
    const left = outChannels - co;
    const block = left >= 16 ? 16 : left >= 8 ? 8 : 4;
    let out = packed + <usize>taps * channels * co * 4;
    for (let tap = 0; tap < taps; tap++) {
      const matrix = filter + <usize>(tap * channels * outChannels) * 4;
      if (transposed) {
        packColumns(matrix + <usize>(co * channels) * 4, out, channels, min(block, left), block);
      } else {
        packRows(matrix + <usize>co * 4, out, channels, outChannels, min(block, left), block);
        if (inputScales || outputScales) {
          const scales = outputScales ? outputScales + <usize>co * 4 : 0;
          scaleRows(out, channels, min(block, left), block, inputScales, scaledChannels, scales);
        }
      }
      if (block === 4) {
        transposeSquares(out, channels / 4);
      }
      out += <usize>(channels * block) * 4;
    }
    co += block;
  }
}

function packRows(matrix: usize, out: usize, channels: i32, outChannels: i32, lanes: i32, block: i32): void {
  const step = <usize>outChannels * 4;
  // Four stores without a loop: three times as fast if the filter is not in a cache.
  if (lanes === 16) {
    for (let ci = 0; ci < channels; ci++, matrix += step, out += 64) {
      v128.store(out, v128.load(matrix));
      v128.store(out, v128.load(matrix, 16), 16);
      v128.store(out, v128.load(matrix, 32), 32);
      v128.store(out, v128.load(matrix, 48), 48);
    }
    return;
  }
  for (let ci = 0; ci < channels; ci++, matrix += step) {
    for (let lane = 0; lane < block; lane += 4, out += 16) {
      if (lane + 4 <= lanes) {
        v128.store(out, v128.load(matrix + <usize>lane * 4));
      } else {
        for (let i = 0; i < 4; i++) {
          store<f32>(out + <usize>i * 4, lane + i < lanes ? load<f32>(matrix + <usize>(lane + i) * 4) : 0);
        }
      }
    }
  }
}

/** Scales packed rows of a block, which are still in a cache; places without a channel stay 0. */
function scaleRows(
  out: usize,
  channels: i32,
  lanes: i32,
  block: i32,
  inputScales: usize,
  scaledChannels: i32,
  outputScales: usize,
): void {
  for (let ci = 0; ci < channels; ci++) {
    const s = inputScales ? load<f32>(inputScales + <usize>(ci % scaledChannels) * 4) : 1;
    for (let lane = 0; lane < block; lane += 4, out += 16) {
      let factors = f32x4.splat(s);
      if (outputScales) {
        factors = f32x4.mul(factors, loadLanes(outputScales + <usize>lane * 4, lanes - lane));
      }
      v128.store(out, f32x4.mul(v128.load(out), factors));
    }
  }
}

function packColumns(matrix: usize, out: usize, channels: i32, lanes: i32, block: i32): void {
  const step = <usize>channels * 4;
  const width = <usize>block * 4;
  for (let lane = 0; lane < block; lane += 4) {
    const row = matrix + <usize>lane * step;
    let to = out + <usize>lane * 4;
    let ci: usize = 0;
    // Squares of 4 by 4 are transposed in registers.
    for (; lane + 4 <= lanes && ci + 16 <= step; ci += 16) {
      transpose(row + ci, step, to, width);
      to += 4 * width;
    }
    for (; ci < step; ci += 4, to += width) {
      for (let i = 0; i < 4; i++) {
        store<f32>(to + <usize>i * 4, lane + i < lanes ? load<f32>(row + <usize>i * step + ci) : 0);
      }
    }
  }
}

/** Transposes `count` consecutive squares of 4 by 4. */
function transposeSquares(squares: usize, count: i32): void {
  for (let i = 0; i < count; i++, squares += 64) {
    transpose(squares, 16, squares, 16);
  }
}

/** Transposes a square of 4 by 4; source and target may be the same. */
// @inline
function transpose(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + fromStep);
  const c = v128.load(from + 2 * fromStep);
  const d = v128.load(from + 3 * fromStep);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const AB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const CD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to + toStep, v128.shuffle<i64>(ab, cd, 1, 3));
  v128.store(to + 2 * toStep, v128.shuffle<i64>(AB, CD, 0, 2));
  v128.store(to + 3 * toStep, v128.shuffle<i64>(AB, CD, 1, 3));
}
