import { pruners, strategies } from '@hpa/train';
import type { SearchSpace } from './schema/space-schema.js';

/** The strategies that a search can take. */
export const STRATEGY_NAMES = ['tpe', 'random', 'grid'] as const;
export type StrategyName = (typeof STRATEGY_NAMES)[number];

/** What can end a trial early. */
export const PRUNER_NAMES = ['asha', 'median', 'none'] as const;
export type PrunerName = (typeof PRUNER_NAMES)[number];

/** How many values of a range a grid takes, ends included. */
const GRID_POINTS = 5;
/** A trial is first compared with others after this share of its epochs. */
const FIRST_SHARE = 0.2;

type Strategy = ReturnType<typeof strategies.random>;
type Pruner = ReturnType<typeof pruners.asha>;

/** Makes the strategy of that name; a grid takes five values of each range. */
export function strategyNamed(name: StrategyName, { space }: { readonly space: SearchSpace }): Strategy {
  if (name !== 'grid') {
    return strategies[name]();
  }
  const ranges = Object.entries(space).filter(([, dimension]) => {
    const { kind } = dimension.kind === 'conditional' ? dimension.dimension : dimension;
    return kind !== 'choice';
  });
  return strategies.grid({ points: Object.fromEntries(ranges.map(([key]) => [key, GRID_POINTS])) });
}

/** Makes the pruner of that name, which first looks at a trial after a fifth of its epochs; undefined for `none`. */
export function prunerNamed(name: PrunerName, { epochs }: { readonly epochs: number }): Pruner | undefined {
  const minimumSteps = Math.max(1, Math.round(epochs * FIRST_SHARE));
  switch (name) {
    case 'asha':
      return pruners.asha({ minimumSteps });
    case 'median':
      return pruners.median({ minimumSteps });
    case 'none':
      return undefined;
  }
}
