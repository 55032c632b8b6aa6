import { covers, lengthOf, type Side } from './box.js';
import type { Leaf } from './regression-tree.js';

/**
 * The share of the variance of a tree, over the whole cube, that each axis explains alone (Hutter, Hoos and Leyton-Brown, 2014, "An
 * Efficient Approach for Assessing Hyperparameter Importance", algorithm 2); null if the tree has no variance.
 */
export function mainEffects(leaves: readonly Leaf[]): number[] | null {
  const weights = leaves.map(({ box }) => box.reduce((product, side) => product * lengthOf(side), 1));
  const mean = leaves.reduce((sum, leaf, index) => sum + weights[index]! * leaf.mean, 0);
  const variance = leaves.reduce((sum, leaf, index) => sum + weights[index]! * (leaf.mean - mean) ** 2, 0);
  if (!(variance > 0)) {
    return null;
  }
  return leaves[0]!.box.map((_, axis) => {
    const sides = leaves.map(({ box }) => box[axis]!);
    let explained = 0;
    for (const { at, length } of partsOf(sides)) {
      // The mean over all other axes, at one place of this one.
      const marginal = leaves.reduce((sum, leaf, index) => {
        const side = sides[index]!;
        return covers(side, at) ? sum + (weights[index]! / lengthOf(side)) * leaf.mean : sum;
      }, 0);
      explained += length * (marginal - mean) ** 2;
    }
    return explained / variance;
  });
}

/** The parts of an axis within which no side ends, by a place in each. */
function partsOf(sides: readonly Side[]): { readonly at: number; readonly length: number }[] {
  const [first] = sides;
  if (first?.kind === 'categories') {
    return Array.from({ length: first.count }, (_, at) => ({ at, length: 1 / first.count }));
  }
  const ends = new Set(sides.flatMap((side) => (side.kind === 'interval' ? [side.low, side.high] : [])));
  const sorted = [...ends].sort((a, b) => a - b);
  return sorted.slice(1).map((high, index) => {
    const low = sorted[index]!;
    return { at: (low + high) / 2, length: high - low };
  });
}
