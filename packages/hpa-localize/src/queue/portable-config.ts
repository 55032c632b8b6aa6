import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RunConfig } from '../experiment/run-config.js';

/** What a run is made of, with the paths of its data and weights absolute, for processes that run elsewhere. */
export function portableConfig<Config extends RunConfig>(config: Config): Config {
  const { options, recipes } = config;
  return {
    ...config,
    options: { ...options, data: absolute(options.data) },
    ...(recipes && {
      recipes: recipes.map((recipe) => ({ ...recipe, initialWeights: absolute(recipe.initialWeights) })),
    }),
  };
}

/** Absolute if there is such a file or folder; a name, such as `synthetic` or `random`, stays. */
function absolute(text: string): string {
  const isName = text === 'synthetic' || text === 'random';
  return !isName && existsSync(text) ? resolve(text) : text;
}
