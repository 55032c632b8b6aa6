/** Optimizer steps in place, in one pass over the weights. Threads take ranges of elements. */

/**
 * Adam: m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; w -= rate * m / (sqrt(v * correction2) + epsilon), with
 * rate = learningRate / (1 - b1^t) and correction2 = 1 / (1 - b2^t).
 */
export function adamUpdate(
  variable: usize,
  gradient: usize,
  m: usize,
  v: usize,
  beta1: f32,
  beta2: f32,
  rate: f32,
  correction2: f32,
  epsilon: f32,
  begin: i32,
  end: i32,
): void {
  const keep1 = f32x4.splat(beta1),
    add1 = f32x4.splat(1 - beta1),
    keep2 = f32x4.splat(beta2),
    add2 = f32x4.splat(1 - beta2);
  const rates = f32x4.splat(rate),
    corrections = f32x4.splat(correction2),
    epsilons = f32x4.splat(epsilon);
  let i = <usize>begin * 4;
  const last = <usize>end * 4;
  for (; i + 16 <= last; i += 16) {
    const g = v128.load(gradient + i);
    const first = f32x4.add(f32x4.mul(keep1, v128.load(m + i)), f32x4.mul(add1, g));
    const second = f32x4.add(f32x4.mul(keep2, v128.load(v + i)), f32x4.mul(add2, f32x4.mul(g, g)));
    v128.store(m + i, first);
    v128.store(v + i, second);
    const step = f32x4.div(
      f32x4.mul(rates, first),
      f32x4.add(f32x4.sqrt(f32x4.mul(second, corrections)), epsilons),
    );
    v128.store(variable + i, f32x4.sub(v128.load(variable + i), step));
  }
  for (; i < last; i += 4) {
    const g = load<f32>(gradient + i);
    const first = beta1 * load<f32>(m + i) + (1 - beta1) * g;
    const second = beta2 * load<f32>(v + i) + (1 - beta2) * (g * g);
    store<f32>(m + i, first);
    store<f32>(v + i, second);
    store<f32>(
      variable + i,
      load<f32>(variable + i) - (rate * first) / (sqrt<f32>(second * correction2) + epsilon),
    );
  }
}

/** Momentum as in Keras: v = momentum v - rate g, then w += v, or with Nesterov w += momentum v - rate g. */
export function momentumUpdate(
  variable: usize,
  gradient: usize,
  velocity: usize,
  momentum: f32,
  rate: f32,
  nesterov: i32,
  begin: i32,
  end: i32,
): void {
  const momenta = f32x4.splat(momentum),
    rates = f32x4.splat(rate);
  let i = <usize>begin * 4;
  const last = <usize>end * 4;
  for (; i + 16 <= last; i += 16) {
    const step = f32x4.mul(rates, v128.load(gradient + i));
    const moved = f32x4.sub(f32x4.mul(momenta, v128.load(velocity + i)), step);
    v128.store(velocity + i, moved);
    const change = nesterov ? f32x4.sub(f32x4.mul(momenta, moved), step) : moved;
    v128.store(variable + i, f32x4.add(v128.load(variable + i), change));
  }
  for (; i < last; i += 4) {
    const step = rate * load<f32>(gradient + i);
    const moved = momentum * load<f32>(velocity + i) - step;
    store<f32>(velocity + i, moved);
    store<f32>(variable + i, load<f32>(variable + i) + (nesterov ? momentum * moved - step : moved));
  }
}
