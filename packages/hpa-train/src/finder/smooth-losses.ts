/**
 * Averages each loss with those around it, weighted by reach - distance: a triangle, which ends `reach` steps to either side.
 *
 * Unlike a moving average of what came before, it does not lag behind; and unlike an exponential one it keeps an explosion of the loss
 * from the steps long before it.
 */
export function smoothLosses(losses: readonly number[], { reach }: { readonly reach: number }): number[] {
  return losses.map((_, center) => {
    let sum = 0;
    let weight = 0;
    for (let step = Math.max(0, center - reach + 1); step < Math.min(losses.length, center + reach); step++) {
      const share = reach - Math.abs(center - step);
      sum += share * losses[step]!;
      weight += share;
    }
    return sum / weight;
  });
}
