/**
 * Batch normalization in training. These kernels run between two passes over x [rows, channels]: they turn the sums of its
 * blocks (channel-sums) into the coefficients of an affine map (channel-affine). Vectors are float32 [channels]; a `gamma` of
 * 0 stands for ones.
 */
import { addBlocks } from './channel-sums';

/**
 * Computes mean, 1 / sqrt(biased variance + epsilon), the new moving averages, and scale and shift in y = x * scale + shift,
 * from the moments of blocks. Variances of blocks are combined as in Chan, Golub and LeVeque (1979), without cancellation.
 * Threads take ranges of channels.
 */
export function batchNormStatistics(
  parts: usize,
  beta: usize,
  gamma: usize,
  movingMean: usize,
  movingVariance: usize,
  mean: usize,
  inverseStd: usize,
  newMean: usize,
  newVariance: usize,
  scale: usize,
  shift: usize,
  rows: i32,
  channels: i32,
  blockRows: i32,
  epsilon: f64,
  momentum: f64,
  begin: i32,
  end: i32,
): void {
  const blocks = (rows + blockRows - 1) / blockRows;
  const step = 2 * channels;
  for (let at = <usize>begin * 4; at < <usize>end * 4; at += 4) {
    const center = addBlocks(parts + at, blocks, step) / <f64>rows;
    let squares = addBlocks(parts + <usize>channels * 4 + at, blocks, step);
    for (let block = 0, p = parts + at; block < blocks; block++, p += <usize>step * 4) {
      const count = <f64>min(blockRows, rows - block * blockRows);
      const distance = <f64>load<f32>(p) / count - center;
      squares += count * distance * distance;
    }
    const variance = squares / <f64>rows;
    const inverse = 1 / Math.sqrt(variance + epsilon);
    const factor = gamma ? <f64>load<f32>(gamma + at) * inverse : inverse;
    store<f32>(mean + at, <f32>center);
    store<f32>(inverseStd + at, <f32>inverse);
    store<f32>(scale + at, <f32>factor);
    store<f32>(shift + at, <f32>(<f64>load<f32>(beta + at) - center * factor));
    store<f32>(newMean + at, <f32>moved(movingMean + at, center, momentum));
    store<f32>(newVariance + at, <f32>moved(movingVariance + at, variance, momentum));
  }
}

/**
 * Computes the gradients of beta and gamma, and a, b and c in dx = a * dy + b * x + c, from the gradient sums of blocks.
 * Threads take ranges of channels.
 */
export function batchNormGradientSums(
  parts: usize,
  mean: usize,
  inverseStd: usize,
  gamma: usize,
  dbeta: usize,
  dgamma: usize,
  a: usize,
  b: usize,
  c: usize,
  rows: i32,
  channels: i32,
  blockRows: i32,
  begin: i32,
  end: i32,
): void {
  const blocks = (rows + blockRows - 1) / blockRows;
  const step = 2 * channels;
  for (let at = <usize>begin * 4; at < <usize>end * 4; at += 4) {
    const inverse = <f64>load<f32>(inverseStd + at);
    const sum = addBlocks(parts + at, blocks, step);
    const product = addBlocks(parts + <usize>channels * 4 + at, blocks, step) * inverse;
    const factor = gamma ? <f64>load<f32>(gamma + at) * inverse : inverse;
    const slope = (-factor * inverse * product) / <f64>rows;
    const level = (-factor * sum) / <f64>rows;
    store<f32>(dbeta + at, <f32>sum);
    store<f32>(dgamma + at, <f32>product);
    store<f32>(a + at, <f32>factor);
    store<f32>(b + at, <f32>slope);
    store<f32>(c + at, <f32>(level - slope * <f64>load<f32>(mean + at)));
  }
}

// @inline
function moved(average: usize, statistic: f64, momentum: f64): f64 {
  return momentum * <f64>load<f32>(average) + (1 - momentum) * statistic;
}
