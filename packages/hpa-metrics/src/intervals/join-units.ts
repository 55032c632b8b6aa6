import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Joins units at random into a smaller number of units of about equal size, units that hold the same classes first.
 *
 * @param options.maximum - If there are no more units than this, they are returned as they are.
 * @param options.kinds - For each unit the classes that it holds, in words.
 */
export function joinUnits(
  units: readonly (readonly number[])[],
  {
    maximum,
    kinds,
    seed,
  }: { readonly maximum: number; readonly kinds: readonly string[]; readonly seed: number },
): readonly (readonly number[])[] {
  if (units.length <= maximum) {
    return units;
  }
  const random = xoroshiro128plus(seed);
  const order = [...units.keys()];
  for (let last = order.length - 1; last > 0; last--) {
    const other = uniformInt(random, 0, last);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  const rank = new Map([...new Set(kinds)].map((kind, place) => [kind, place]));
  order.sort((first, second) => rank.get(kinds[first]!)! - rank.get(kinds[second]!)!);
  return Array.from({ length: maximum }, (_, block) => {
    const from = Math.floor((block * order.length) / maximum);
    const to = Math.floor(((block + 1) * order.length) / maximum);
    return order.slice(from, to).flatMap((unit) => units[unit]!);
  });
}
