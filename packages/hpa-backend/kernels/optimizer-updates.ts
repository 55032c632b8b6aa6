/**
 * Optimizer steps in place, in one pass over all weights. A table lists the variables, in entries of eight words: the addresses of the variable, its
 * gradient and its two slots, the number of its elements, its first unit, the learning rate and the share of the weights that decay leaves. A unit is
 * a block of one variable. Threads take ranges of units.
 */

/** Elements of a unit; src/wasm/kernels/optimizer-updates.ts counts by it. */
const BLOCK = 1024;
const ENTRY_BYTES = 32;

/**
 * Adam: m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; w = kept w - rate * m / (sqrt(v * correction2) + epsilon), with
 * rate = learningRate / (1 - b1^t) and correction2 = 1 / (1 - b2^t).
 */
export function adamUpdate(
  table: usize,
  variables: i32,
  beta1: f32,
  beta2: f32,
  correction2: f32,
  epsilon: f32,
  begin: i32,
  end: i32,
): void {
  const stop = table + <usize>variables * ENTRY_BYTES;
  for (let entry = entryOf(table, stop, begin); entry < stop; entry += ENTRY_BYTES) {
    const from = firstElement(entry, begin);
    const to = endElement(entry, end);
    if (from < to) {
      updateByAdam(
        load<usize>(entry),
        load<usize>(entry, 4),
        load<usize>(entry, 8),
        load<usize>(entry, 12),
        beta1,
        beta2,
        load<f32>(entry, 24),
        load<f32>(entry, 28),
        correction2,
        epsilon,
        <usize>from * 4,
        <usize>to * 4,
      );
    }
  }
}

/** Momentum as in Keras: v = momentum v - rate g, then w += v, or with Nesterov w += momentum v - rate g. v is the first slot. */
export function momentumUpdate(
  table: usize,
  variables: i32,
  momentum: f32,
  nesterov: i32,
  begin: i32,
  end: i32,
): void {
  const stop = table + <usize>variables * ENTRY_BYTES;
  for (let entry = entryOf(table, stop, begin); entry < stop; entry += ENTRY_BYTES) {
    const from = firstElement(entry, begin);
    const to = endElement(entry, end);
    if (from < to) {
      updateByMomentum(
        load<usize>(entry),
        load<usize>(entry, 4),
        load<usize>(entry, 8),
        momentum,
        load<f32>(entry, 24),
        nesterov !== 0,
        <usize>from * 4,
        <usize>to * 4,
      );
    }
  }
}

/** The last entry that begins at a unit or before it. */
// @inline
function entryOf(table: usize, stop: usize, unit: i32): usize {
  let entry = table;
  while (entry + ENTRY_BYTES < stop && load<i32>(entry + ENTRY_BYTES, 20) <= unit) {
    entry += ENTRY_BYTES;
  }
  return entry;
}

/** The elements of a variable that are in the units [begin, end): the first, and the one after the last; none if that is not after the first. */
// @inline
function firstElement(entry: usize, begin: i32): i32 {
  return max(0, begin - load<i32>(entry, 20)) * BLOCK;
}

// @inline
function endElement(entry: usize, end: i32): i32 {
  // Units are few enough that their elements fit 32 bits, because addresses do.
  return min(load<i32>(entry, 16), (end - load<i32>(entry, 20)) * BLOCK);
}

function updateByAdam(
  variable: usize,
  gradient: usize,
  m: usize,
  v: usize,
  beta1: f32,
  beta2: f32,
  rate: f32,
  kept: f32,
  correction2: f32,
  epsilon: f32,
  i: usize,
  last: usize,
): void {
  const keep1 = f32x4.splat(beta1),
    add1 = f32x4.splat(1 - beta1),
    keep2 = f32x4.splat(beta2),
    add2 = f32x4.splat(1 - beta2);
  const rates = f32x4.splat(rate),
    shares = f32x4.splat(kept),
    corrections = f32x4.splat(correction2),
    epsilons = f32x4.splat(epsilon);
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
    v128.store(variable + i, f32x4.sub(f32x4.mul(shares, v128.load(variable + i)), step));
  }
  for (; i < last; i += 4) {
    const g = load<f32>(gradient + i);
    const first = beta1 * load<f32>(m + i) + (1 - beta1) * g;
    const second = beta2 * load<f32>(v + i) + (1 - beta2) * (g * g);
    store<f32>(m + i, first);
    store<f32>(v + i, second);
    store<f32>(
      variable + i,
      kept * load<f32>(variable + i) - (rate * first) / (sqrt<f32>(second * correction2) + epsilon),
    );
  }
}

function updateByMomentum(
  variable: usize,
  gradient: usize,
  velocity: usize,
  momentum: f32,
  rate: f32,
  nesterov: bool,
  i: usize,
  last: usize,
): void {
  const momenta = f32x4.splat(momentum),
    rates = f32x4.splat(rate);
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
