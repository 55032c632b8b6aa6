/**
 * Divides a total into sizes proportional to shares that sum to 1: each size starts at 1, and each further unit goes to
 * the size furthest below its share.
 *
 * @param total At least the number of shares.
 * @returns Sizes that sum to `total`; each is within one of its share, or 1.
 */
export function proportionalSizes(total: number, shares: readonly number[]): number[] {
  const sizes = shares.map(() => 1);
  for (let placed = sizes.length; placed < total; placed++) {
    const lacking = shares.map((share, index) => share * total - sizes[index]!);
    sizes[lacking.indexOf(Math.max(...lacking))]!++;
  }
  return sizes;
}
