import type { Classifier } from '../types.js';

/** Replaces the words on a classifier's card about where its weights come from. */
export function stateWeights(classifier: Classifier, weights: string): Classifier {
  return Object.defineProperty(classifier, 'card', {
    value: { ...classifier.card, weights },
    enumerable: true,
    configurable: true,
  });
}
