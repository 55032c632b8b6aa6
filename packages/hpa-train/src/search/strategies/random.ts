import { requireOptions } from '../../require-options.js';
import { seededRandom } from '../../seeded-random.js';
import { fillSpace } from '../space/fill-space.js';
import { sampleDimension } from '../space/sample-dimension.js';
import type { Proposal, Strategy } from './strategy.js';

/**
 * A strategy that draws each trial anew, whatever came before (Bergstra and Bengio, 2012).
 *
 * @throws TypeError if an option is given: it has none.
 *
 * @example
 * import { search, space, strategies } from '@hpa/train';
 * const points = { x: space.integer(-5, 5) };
 * const { best } = await search(points, ({ x }) => x ** 2, { strategy: strategies.random(), trials: 50, seed: 1, mode: 'min' });
 * best.value; // 0
 */
export function random(options: Readonly<Record<string, never>> = {}): Strategy {
  requireOptions(options, { of: 'random', known: {} });
  return {
    name: 'random',
    settings: {},
    ends: false,
    requireSpace() {},
    propose: ({ space, seed, number }: Proposal) => samplePoint(space, { seed, number }),
  };
}

/** A point of the space that depends on seed and number alone. */
export function samplePoint(
  space: Proposal['space'],
  { seed, number }: Pick<Proposal, 'seed' | 'number'>,
): ReturnType<typeof fillSpace> {
  return fillSpace(space, (name, dimension) =>
    sampleDimension(dimension, seededRandom([seed, 'sample', number, name])),
  );
}
