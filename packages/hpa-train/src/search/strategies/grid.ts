import { describeValue } from '../../describe-value.js';
import { requireCount } from '../../require-number.js';
import { requireOptions } from '../../require-options.js';
import type { Parameters, ParameterValue, PlainDimension, Space } from '../space/dimension.js';
import { isMet } from '../space/fill-space.js';
import { fromUnit, toUnit } from '../space/unit-scale.js';
import type { Proposal, Strategy } from './strategy.js';

/**
 * A strategy that tries every combination of values once, the last dimension fastest, and then ends: all values of a choice, all
 * integers of a range unless `points` says how many, and `points` of a continuous dimension, spread evenly from end to end.
 *
 * @throws TypeError if an option is unknown; RangeError if a number of points is no positive integer or, with the space, is missing or
 * names no numeric dimension.
 *
 * @example
 * import { search, space, strategies } from '@hpa/train';
 * const points = { learningRate: space.choice([0.1, 0.01]), dropout: space.uniform(0, 0.5) };
 * const strategy = strategies.grid({ points: { dropout: 3 } });
 * const { trials } = await search(points, ({ dropout }) => dropout, { strategy, seed: 1, mode: 'min' });
 * trials.map(({ parameters }) => parameters.dropout); // [0, 0.25, 0.5, 0, 0.25, 0.5]
 */
export function grid(
  options: {
    /** How many values of a numeric dimension are tried, by name. */
    readonly points?: Readonly<Record<string, number>>;
  } = {},
): Strategy {
  const { points = {} } = requireOptions(options, { of: 'grid', known: { points: true } });
  if (typeof points !== 'object' || points === null) {
    throw new TypeError(`points must be an object of numbers by name; received ${describeValue(points)}`);
  }
  for (const [name, count] of Object.entries(points)) {
    requireCount(count, { name: `points.${name}` });
  }
  return {
    name: 'grid',
    settings: { points },
    ends: true,
    requireSpace: (space) => requirePoints(space, points),
    propose: ({ space, number, initial }: Proposal) => {
      const known = new Set(initial.map(keyOf));
      let index = number - initial.length;
      for (const combination of combinations(Object.entries(space), { points, chosen: {} })) {
        if (!known.has(keyOf(combination)) && index-- === 0) {
          return combination;
        }
      }
      return null;
    },
  };
}

function keyOf(parameters: Parameters): string {
  return JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function* combinations(
  [first, ...rest]: readonly (readonly [string, Space[string]])[],
  { points, chosen }: { readonly points: Readonly<Record<string, number>>; readonly chosen: Parameters },
): Generator<Parameters> {
  if (first === undefined) {
    yield chosen;
    return;
  }
  const [name, dimension] = first;
  if (dimension.kind === 'conditional' && !isMet(dimension, chosen)) {
    yield* combinations(rest, { points, chosen });
    return;
  }
  const inner = dimension.kind === 'conditional' ? dimension.dimension : dimension;
  for (const value of valuesOf(inner, points[name])) {
    yield* combinations(rest, { points, chosen: { ...chosen, [name]: value } });
  }
}

function* valuesOf(dimension: PlainDimension, points: number | undefined): Generator<ParameterValue> {
  if (dimension.kind === 'choice') {
    yield* dimension.values;
    return;
  }
  const { low, high } = dimension;
  if (points === undefined) {
    for (let value = low; value <= high; value++) {
      yield value;
    }
    return;
  }
  // Ends included: the shares at which the lowest and the highest value themselves lie.
  const [first, last] =
    dimension.kind === 'integer' ? [toUnit(dimension, low), toUnit(dimension, high)] : [0, 1];
  const spread = points === 1 ? [0.5] : Array.from({ length: points }, (_, index) => index / (points - 1));
  yield* new Set(spread.map((share) => fromUnit(dimension, first + share * (last - first))));
}

function requirePoints(space: Space, points: Readonly<Record<string, number>>): void {
  const numeric = Object.entries(space).flatMap(([name, dimension]) => {
    const { kind } = dimension.kind === 'conditional' ? dimension.dimension : dimension;
    return kind === 'choice' ? [] : [{ name, kind }];
  });
  const unknown = Object.keys(points).find((key) => numeric.every(({ name }) => name !== key));
  if (unknown !== undefined) {
    throw new RangeError(`points.${unknown} must name a numeric dimension of the space`);
  }
  const missing = numeric.find(({ name, kind }) => kind !== 'integer' && points[name] === undefined);
  if (missing !== undefined) {
    throw new RangeError(
      `a grid needs a number of points for ${missing.name}: grid({ points: { '${missing.name}': 5 } })`,
    );
  }
}
