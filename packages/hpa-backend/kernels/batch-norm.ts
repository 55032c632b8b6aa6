/**
 * Batch normalization in training: what it needs for each channel of x [rows, channels], so that one affine map a pass
 * is left to do. Vectors are float32 [channels]; `gamma` 0 stands for ones. Threads take ranges of the channels.
 */
import { channelGradientSums, channelMoments } from './channel-sums';

/**
 * Mean and 1 / sqrt(biased variance + epsilon), where the moving averages go, and y = x * scale + shift.
 */
export function batchNormStatistics(
  x: usize,
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
  totals: usize,
  rows: i32,
  channels: i32,
  epsilon: f64,
  momentum: f64,
  begin: i32,
  end: i32,
): void {
  channelMoments(x, mean, newVariance, totals, rows, channels, begin, end);
  for (let at = <usize>begin * 4; at < <usize>end * 4; at += 4) {
    const centre = <f64>load<f32>(mean + at);
    const variance = <f64>load<f32>(newVariance + at);
    const inverse = 1 / Math.sqrt(variance + epsilon);
    const factor = gamma ? <f64>load<f32>(gamma + at) * inverse : inverse;
    store<f32>(inverseStd + at, <f32>inverse);
    store<f32>(scale + at, <f32>factor);
    store<f32>(shift + at, <f32>(<f64>load<f32>(beta + at) - centre * factor));
    store<f32>(newMean + at, <f32>moved(movingMean + at, centre, momentum));
    store<f32>(newVariance + at, <f32>moved(movingVariance + at, variance, momentum));
  }
}

/** The gradients of beta and gamma, and dx = a * dy + b * x + c. */
export function batchNormGradientSums(
  x: usize,
  dy: usize,
  mean: usize,
  inverseStd: usize,
  gamma: usize,
  dbeta: usize,
  dgamma: usize,
  a: usize,
  b: usize,
  c: usize,
  totals: usize,
  rows: i32,
  channels: i32,
  begin: i32,
  end: i32,
): void {
  channelGradientSums(x, dy, mean, inverseStd, dbeta, dgamma, totals, rows, channels, begin, end);
  for (let at = <usize>begin * 4; at < <usize>end * 4; at += 4) {
    const inverse = <f64>load<f32>(inverseStd + at);
    const factor = gamma ? <f64>load<f32>(gamma + at) * inverse : inverse;
    const slope = (-factor * inverse * <f64>load<f32>(dgamma + at)) / <f64>rows;
    const level = (-factor * <f64>load<f32>(dbeta + at)) / <f64>rows;
    store<f32>(a + at, <f32>factor);
    store<f32>(b + at, <f32>slope);
    store<f32>(c + at, <f32>(level - slope * <f64>load<f32>(mean + at)));
  }
}

@inline
function moved(average: usize, statistic: f64, momentum: f64): f64 {
  return momentum * <f64>load<f32>(average) + (1 - momentum) * statistic;
}
