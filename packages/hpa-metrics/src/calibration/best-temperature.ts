import { minimizeConvex } from './minimize-convex.js';

/** Bounds samples that the scores separate without an error: their loss falls for ever as T does. */
const MINIMUM_TEMPERATURE = 0.1;

/** Bounds scores that are no better than chance: their loss falls for ever as T rises. */
const MAXIMUM_TEMPERATURE = 10;

/**
 * The temperature T in [0.1, 10] with the least loss, which is convex in b = 1 / T; 1 if that lowers the loss no further.
 *
 * @param loss.slopes - The first two derivatives of the loss by b.
 * @param loss.loss - The loss as it is reported, which is clipped where the convex one is not.
 * @param options.penalty - Adds weight (b - center)^2 / 2 to the convex loss.
 */
export function bestTemperature(
  {
    slopes,
    loss,
  }: {
    readonly slopes: (b: number) => { readonly first: number; readonly second: number };
    readonly loss: (b: number) => number;
  },
  {
    penalty: { center, weight } = { center: 1, weight: 0 },
  }: { readonly penalty?: { readonly center: number; readonly weight: number } } = {},
): number {
  const penalized = (b: number) => {
    const { first, second } = slopes(b);
    return { first: first + weight * (b - center), second: second + weight };
  };
  const b = minimizeConvex(penalized, {
    minimum: 1 / MAXIMUM_TEMPERATURE,
    maximum: 1 / MINIMUM_TEMPERATURE,
    start: 1,
  });
  return loss(b) < loss(1) ? 1 / b : 1;
}
