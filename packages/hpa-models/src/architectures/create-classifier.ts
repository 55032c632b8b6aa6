import type { Classifier } from '../types.js';
import * as registry from './registry.js';

/** The options of each architecture, by its name. */
export type ArchitectureOptions = {
  readonly [Builder in (typeof registry)[keyof typeof registry] as Builder['architecture']]: Parameters<Builder>[0];
};

/** Name of an architecture, such as `gapnet-pl`. */
export type ArchitectureName = keyof ArchitectureOptions;

/** The builder of each architecture, by the name on its cards. */
export const BUILDERS: {
  readonly [Builder in (typeof registry)[keyof typeof registry] as Builder['architecture']]: Builder;
} = Object.fromEntries(Object.values(registry).map((builder) => [builder.architecture, builder])) as never;

/**
 * Builds a network by the name of its architecture, such as one from a command line or a file.
 *
 * @throws RangeError if there is no architecture of that name, or if an option is out of range
 * @example
 * import { createClassifier } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * const model = createClassifier('gapnet-pl', { input: { height: 64, width: 64 }, classes, seed: 1 });
 * model.card.architecture; // "gapnet-pl"
 */
export function createClassifier<Name extends ArchitectureName>(
  name: Name,
  options: ArchitectureOptions[Name],
): Classifier {
  if (!Object.hasOwn(BUILDERS, name)) {
    throw new RangeError(`there is no architecture "${name}"; there are ${Object.keys(BUILDERS).join(', ')}`);
  }
  const build = BUILDERS[name] as (options: ArchitectureOptions[Name]) => Classifier;
  return build(options);
}
