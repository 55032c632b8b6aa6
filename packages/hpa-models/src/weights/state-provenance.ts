import type { Classifier } from '../types.js';

/** Replaces the provenance on a classifier's card, the words that say where its weights come from. */
export function stateProvenance(classifier: Classifier, provenance: string): Classifier {
  return Object.defineProperty(classifier, 'card', {
    value: { ...classifier.card, provenance },
    enumerable: true,
    configurable: true,
  });
}
