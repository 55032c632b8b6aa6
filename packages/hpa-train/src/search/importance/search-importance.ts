import { requireOptions } from '../../require-options.js';
import { requireSeed } from '../../require-seed.js';
import { seededRandom } from '../../seeded-random.js';
import type { Dimension, Parameters, Space } from '../space/dimension.js';
import { requireSpace } from '../space/require-space.js';
import { toUnit } from '../space/unit-scale.js';
import type { Trial } from '../trials/trial.js';
import type { Side } from './box.js';
import { mainEffects } from './main-effects.js';
import { growTree, type Row } from './regression-tree.js';

/** Trees of the forest. */
const TREES = 64;

/** With fewer complete trials nothing can be said. */
const MINIMUM_TRIALS = 4;

/**
 * How much each parameter matters: the share of the variance of the objective over the space that it explains alone, by a random
 * forest on the complete trials (functional ANOVA; Hutter, Hoos and Leyton-Brown, 2014). What the shares leave of 1 is explained by parameters together only.
 *
 * A parameter that a trial lacks counts as the middle of its range, or as a choice of its own. From few trials the shares are rough.
 *
 * @returns One entry per parameter, the largest share first; null if fewer than four trials are complete, or all have the same value.
 * @throws RangeError if the seed is not an integer in [0, 2^32) or the space is not whole; TypeError if an option is unknown.
 *
 * @example
 * import { search, searchImportance, space, strategies } from '@hpa/train';
 * const points = { rate: space.uniform(0, 1), width: space.integer(1, 9) };
 * const options = { strategy: strategies.random(), trials: 40, seed: 1, mode: 'min' };
 * const { trials } = await search(points, ({ rate }) => rate ** 2, options);
 * searchImportance(trials, { space: points, seed: 1 })[0].name; // "rate"
 */
export function searchImportance(
  trials: readonly Pick<Trial, 'state' | 'value' | 'parameters'>[],
  options: {
    /** What was searched. */
    readonly space: Space;
    /** Of the trees, an integer in [0, 2^32). */
    readonly seed: number;
  },
): { readonly name: string; readonly share: number }[] | null {
  const { space, seed } = requireOptions(options, {
    of: 'searchImportance',
    known: { space: true, seed: true },
  });
  requireSpace(space);
  requireSeed(seed);
  const dimensions = Object.entries(space);
  const rows = trials.flatMap(({ state, value, parameters }): Row[] =>
    state === 'complete' && value !== null
      ? [{ value, at: dimensions.map(([name, dimension]) => placeOf(dimension, parameters[name])) }]
      : [],
  );
  if (rows.length < MINIMUM_TRIALS) {
    return null;
  }
  const box = dimensions.map(([, dimension]) => wholeSide(dimension));
  const effects = Array.from({ length: TREES }, (_, tree) => {
    const random = seededRandom([seed, 'tree', tree]);
    const drawn = rows.map(() => rows[random.integer([0, rows.length - 1])]!);
    return mainEffects(growTree(drawn, { box, random }));
  }).filter((each) => each !== null);
  if (effects.length === 0) {
    return null;
  }
  return dimensions
    .map(([name], axis) => ({
      name,
      share: effects.reduce((sum, each) => sum + each[axis]!, 0) / effects.length,
    }))
    .sort((a, b) => b.share - a.share);
}

function placeOf(dimension: Dimension, value: Parameters[string] | undefined): number {
  if (dimension.kind === 'conditional') {
    const inner = dimension.dimension;
    if (value === undefined) {
      return inner.kind === 'choice' ? inner.values.length : 0.5;
    }
    return placeOf(inner, value);
  }
  return dimension.kind === 'choice' ? dimension.values.indexOf(value!) : toUnit(dimension, value as number);
}

function wholeSide(dimension: Dimension): Side {
  const inner = dimension.kind === 'conditional' ? dimension.dimension : dimension;
  if (inner.kind !== 'choice') {
    return { kind: 'interval', low: 0, high: 1 };
  }
  const count = inner.values.length + (dimension.kind === 'conditional' ? 1 : 0);
  return { kind: 'categories', members: new Set(Array.from({ length: count }, (_, index) => index)), count };
}
