/** Halvings of the interval: enough to end at neighbouring numbers from any interval used here. */
const MAXIMUM_STEPS = 200;

/**
 * The point of [minimum, maximum] at which a convex function is smallest, from its slope, which never falls.
 *
 * Newton's method where it stays between the points known to lie on either side, and bisection where it does not, so
 * that it always ends and always gives the same. An end of the interval if the function falls or rises all the way.
 *
 * @param slopes - Gives the first derivative at a point, and the second, at least 0.
 */
export function minimizeConvex(
  slopes: (point: number) => { readonly first: number; readonly second: number },
  { minimum, maximum, start }: { readonly minimum: number; readonly maximum: number; readonly start: number },
): number {
  if (slopes(minimum).first >= 0) {
    return minimum;
  }
  if (slopes(maximum).first <= 0) {
    return maximum;
  }
  let low = minimum;
  let high = maximum;
  let point = start;
  for (let step = 0; step < MAXIMUM_STEPS; step++) {
    const { first, second } = slopes(point);
    if (first === 0) {
      return point;
    }
    if (first < 0) {
      low = point;
    } else {
      high = point;
    }
    const newton = point - first / second;
    const inside = newton > low && newton < high;
    const next = inside && step % 3 !== 2 ? newton : (low + high) / 2;
    if (Math.abs(next - point) <= 1e-13 * point) {
      return next;
    }
    point = next;
  }
  return point;
}
