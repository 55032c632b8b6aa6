import type { Classifier } from '../types.js';

/**
 * Counts the parameters of a classifier, moving statistics included, and those that are trainable now.
 *
 * @example
 * import { countParameters, freeze, gapNetPl } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * const model = gapNetPl({ input: { height: 16, width: 16 }, classes, seed: 1 });
 * freeze(model, { upTo: 'features' });
 * countParameters(model); // {"total": 623394, "trainable": 123906}
 */
export function countParameters(classifier: Pick<Classifier, 'state' | 'variables'>): {
  readonly total: number;
  readonly trainable: number;
} {
  const count = (variables: readonly { readonly size: number }[]) =>
    variables.reduce((sum, { size }) => sum + size, 0);
  return { total: count(classifier.state), trainable: count(classifier.variables) };
}
