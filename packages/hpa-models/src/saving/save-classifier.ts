import type { io } from '@tensorflow/tfjs-core';
import type { Classifier } from '../types.js';

/** Options of {@link saveClassifier}. */
export interface SaveClassifierOptions {
  /** Where the weights come from, in words, for the saved card; the classifier's own words by default. */
  readonly weights?: string;
}

/**
 * Saves a classifier, weights and card, through an IO handler of TensorFlow.js.
 *
 * The result is a standard LayersModel with the card as `userDefinedMetadata.card`: `loadClassifier` reads it, and so
 * does plain `loadLayersModel`. What is frozen is not saved.
 *
 * @throws Error of the handler
 */
export async function saveClassifier(
  classifier: Classifier,
  handler: io.IOHandler,
  { weights = classifier.card.weights }: SaveClassifierOptions = {},
): Promise<void> {
  const { network, card } = classifier;
  network.setUserDefinedMetadata({ card: { ...card, weights } });
  await network.save(handler);
}
