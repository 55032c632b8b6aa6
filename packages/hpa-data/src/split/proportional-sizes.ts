/**
 * Divides `total` things by shares that add up to 1: one for each, then each further one to whoever is
 * furthest below their share.
 *
 * @returns Sizes that add up to `total`, which must be at least the number of shares; each within one of its
 * share, or 1.
 */
export function proportionalSizes(total: number, shares: readonly number[]): number[] {
  const sizes = shares.map(() => 1);
  for (let placed = sizes.length; placed < total; placed++) {
    const lacking = shares.map((share, index) => share * total - sizes[index]!);
    sizes[lacking.indexOf(Math.max(...lacking))]!++;
  }
  return sizes;
}
