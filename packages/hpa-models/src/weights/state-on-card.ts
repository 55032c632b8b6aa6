import type { Classifier, ModelCard } from '../types.js';

/** Replaces what the card of a classifier says of its weights: where they come from, and how their logits become predictions. */
export function stateOnCard(
  classifier: Classifier,
  statements: Partial<Pick<ModelCard, 'provenance' | 'thresholds' | 'temperature'>>,
): Classifier {
  return Object.defineProperty(classifier, 'card', {
    value: { ...classifier.card, ...statements },
    enumerable: true,
    configurable: true,
  });
}
