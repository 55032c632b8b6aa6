import type { Classifier } from '../types.js';
import { type ArchitectureName, type ArchitectureOptions, builders } from './builders.js';

/**
 * Builds a network by the name of its architecture, for names that come from a command line or a file.
 *
 * @throws RangeError naming the architectures if there is none of that name; RangeError of its builder
 * @example createClassifier('gapnet-pl', { input: { height: 128, width: 128 }, classes, seed: 1 })
 */
export function createClassifier<Name extends ArchitectureName>(
  name: Name,
  options: ArchitectureOptions[Name],
): Classifier {
  if (!Object.hasOwn(builders, name)) {
    throw new RangeError(`there is no architecture "${name}"; there are ${Object.keys(builders).join(', ')}`);
  }
  return builders[name](options);
}
