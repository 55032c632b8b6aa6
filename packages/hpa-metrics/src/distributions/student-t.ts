/**
 * The chance that Student's t is as far from 0 as `t`, on either side; in [0, 1].
 *
 * I_x(v/2, 1/2) at x = v / (v + t^2), the regularized incomplete beta function (Abramowitz and Stegun 1964, 26.5.27).
 *
 * @param options.degreesOfFreedom - Positive; need not be an integer.
 */
export function twoSidedT(t: number, { degreesOfFreedom }: { readonly degreesOfFreedom: number }): number {
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) {
    return 0;
  }
  const x = degreesOfFreedom / (degreesOfFreedom + square);
  return incompleteBeta(x, { a: degreesOfFreedom / 2, b: 0.5, rest: square / (degreesOfFreedom + square) });
}

/**
 * The t that Student's t exceeds on either side with the chance 1 - level: half the width of an interval, in standard errors.
 *
 * @param level - In (0, 1).
 * @param options.degreesOfFreedom - Positive; need not be an integer.
 */
export function quantileOfT(
  level: number,
  { degreesOfFreedom }: { readonly degreesOfFreedom: number },
): number {
  let low = 0;
  let high = 1;
  while (twoSidedT(high, { degreesOfFreedom }) > 1 - level) {
    low = high;
    high *= 2;
  }
  // Bisection down to neighboring numbers.
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) {
      return middle;
    }
    if (twoSidedT(middle, { degreesOfFreedom }) > 1 - level) {
      low = middle;
    } else {
      high = middle;
    }
  }
}

/** The regularized incomplete beta function I_x(a, b), given x and 1 - x. */
function incompleteBeta(
  x: number,
  { a, b, rest }: { readonly a: number; readonly b: number; readonly rest: number },
): number {
  if (x <= 0 || rest <= 0) {
    return x <= 0 ? 0 : 1;
  }
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  const front = Math.exp(a * Math.log(x) + b * Math.log(rest) - logBeta);
  // The fraction converges fast below the mean; above it, I_x(a, b) = 1 - I_(1-x)(b, a).
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, { a, b })) / a
    : 1 - (front * betaFraction(rest, { a: b, b: a })) / b;
}

/** The continued fraction of the incomplete beta function (Abramowitz and Stegun 1964, 26.5.8), by Lentz's method. */
function betaFraction(x: number, { a, b }: { readonly a: number; readonly b: number }): number {
  let numerator = 1;
  let denominator = inverseOf(1 - ((a + b) * x) / (a + 1));
  let fraction = denominator;
  for (let step = 1; step <= 10_000; step++) {
    const even = (step * (b - step) * x) / ((a + 2 * step - 1) * (a + 2 * step));
    const odd = -((a + step) * (a + b + step) * x) / ((a + 2 * step) * (a + 2 * step + 1));
    let change = 1;
    for (const term of [even, odd]) {
      denominator = inverseOf(1 + term * denominator);
      numerator = notZero(1 + term / numerator);
      change = denominator * numerator;
      fraction *= change;
    }
    if (Math.abs(change - 1) < 1e-15) {
      break;
    }
  }
  return fraction;
}

function inverseOf(value: number): number {
  return 1 / notZero(value);
}

/** Keeps Lentz's method from dividing by 0. */
function notZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/** The logarithm of the gamma function of a positive number: Stirling's series (Abramowitz and Stegun 1964, 6.1.41) from 10 on. */
function logGamma(value: number): number {
  let x = value;
  let shift = 0;
  while (x < 10) {
    shift += Math.log(x);
    x += 1;
  }
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188)))));
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series - shift;
}
