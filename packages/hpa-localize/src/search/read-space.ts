import { space as dimensions } from '@hpa/train';
import { parserOf, readJson } from '../files/read-json.js';
import { type SearchSpace, spaceSchema } from './schema/space-schema.js';

const parse = parserOf(spaceSchema, { what: 'a space to search' });

/**
 * Reads the space of a search: JSON with a dimension for each key of a recipe, such as
 * `{ "learningRate": { "kind": "log-uniform", "low": 1e-5, "high": 1e-2 } }`.
 *
 * @throws Error naming the file, and the key, if there is no such file or it is no space.
 */
export async function readSpace(path: string): Promise<SearchSpace> {
  const space = await readJson(path, { parse: parseSpace });
  if (space === null) {
    throw new Error(`${path}: there is no such file`);
  }
  return space;
}

function parseSpace(value: unknown): SearchSpace {
  const space = parse(value) as SearchSpace;
  for (const [key, dimension] of Object.entries(space)) {
    try {
      requireDimension(dimension);
    } catch (error) {
      throw new Error(`${key}: ${(error as Error).message}`, { cause: error });
    }
  }
  return space;
}

/** What makes a dimension refuses ranges and values that are none. */
function requireDimension(dimension: SearchSpace[string]): void {
  switch (dimension.kind) {
    case 'choice':
      dimensions.choice(dimension.values);
      return;
    case 'uniform':
      dimensions.uniform(dimension.low, dimension.high);
      return;
    case 'log-uniform':
      dimensions.logUniform(dimension.low, dimension.high);
      return;
    case 'integer':
      dimensions.integer(dimension.low, dimension.high, { log: dimension.log });
      return;
    case 'conditional':
      requireDimension(dimension.dimension);
  }
}
