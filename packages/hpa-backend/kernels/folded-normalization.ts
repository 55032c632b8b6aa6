/**
 * Batch normalization by given statistics, folded into the convolution beside it: x * scale + shift before or after it is done by a
 * filter that is scaled while it is packed, and by a bias. Vectors are float32; a pointer of 0 stands for none.
 */

/**
 * scale = gamma / sqrt(variance + epsilon), shift = beta - mean * scale, in double precision; a `gamma` of 0 stands for ones. Threads take
 * ranges of channels.
 */
export function normalizationCoefficients(
  mean: usize,
  variance: usize,
  beta: usize,
  gamma: usize,
  scale: usize,
  shift: usize,
  epsilon: f64,
  begin: i32,
  end: i32,
): void {
  for (let at = <usize>begin * 4; at < <usize>end * 4; at += 4) {
    const factor = (gamma ? <f64>load<f32>(gamma + at) : 1) / sqrt(<f64>load<f32>(variance + at) + epsilon);
    store<f32>(scale + at, <f32>factor);
    store<f32>(
      shift + at,
      <f32>((beta ? <f64>load<f32>(beta + at) : 0) - <f64>load<f32>(mean + at) * factor),
    );
  }
}

/**
 * The bias of a convolution with a filter [taps, ci, co] between two normalizations: ((bias + the sum over taps and ci of the filter times
 * `shiftBefore`) * scaleAfter) + shiftAfter. What is before must reach every tap, so the convolution has no zeros around its images. Threads take
 * ranges of output channels.
 */
export function foldedBias(
  filter: usize,
  bias: usize,
  shiftBefore: usize,
  scaleAfter: usize,
  shiftAfter: usize,
  folded: usize,
  taps: i32,
  channels: i32,
  outChannels: i32,
  begin: i32,
  end: i32,
): void {
  for (let at = <usize>begin * 4; at < <usize>end * 4; at += 4) {
    store<f32>(folded + at, bias ? load<f32>(bias + at) : 0);
  }
  if (shiftBefore) {
    for (let tap = 0, row = filter; tap < taps; tap++) {
      for (let ci = 0; ci < channels; ci++, row += <usize>outChannels * 4) {
        const shift = load<f32>(shiftBefore + <usize>ci * 4);
        let at = <usize>begin * 4;
        for (; at + 16 <= <usize>end * 4; at += 16) {
          const product = f32x4.mul(v128.load(row + at), f32x4.splat(shift));
          v128.store(folded + at, f32x4.add(v128.load(folded + at), product));
        }
        for (; at < <usize>end * 4; at += 4) {
          store<f32>(folded + at, load<f32>(folded + at) + load<f32>(row + at) * shift);
        }
      }
    }
  }
  if (scaleAfter) {
    for (let at = <usize>begin * 4; at < <usize>end * 4; at += 4) {
      store<f32>(
        folded + at,
        load<f32>(folded + at) * load<f32>(scaleAfter + at) + load<f32>(shiftAfter + at),
      );
    }
  }
}
