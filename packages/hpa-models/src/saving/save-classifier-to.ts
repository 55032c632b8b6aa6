import type { io } from '@tensorflow/tfjs-core';
import type { Classifier } from '../types.js';
import { parseModelCard } from './parse-model-card.js';

/**
 * Saves the weights and the card of a classifier through an IO handler of TensorFlow.js, such as `indexeddb://` of
 * `io.browserIndexedDB`.
 *
 * The result is a standard LayersModel with the card as `userDefinedMetadata.card`: both `loadClassifierFrom` and plain
 * `loadLayersModel` read it. What is frozen is not saved.
 *
 * @throws Error if the handler cannot write, or the card is one that loading would refuse
 * @example
 * import { io } from '@tensorflow/tfjs-core';
 * import { gapNetPl, saveClassifierTo } from '@hpa/models';
 * const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 });
 * let saved;
 * await saveClassifierTo(model, io.withSaveHandler(async (artifacts) => (saved = artifacts, {})));
 * saved.weightSpecs.length; // 22
 */
export async function saveClassifierTo(
  classifier: Classifier,
  handler: io.IOHandler,
  {
    provenance = classifier.card.provenance,
    thresholds = classifier.card.thresholds,
    temperature = classifier.card.temperature,
  }: {
    /** Where the weights come from, for the saved card; the classifier's own provenance by default. */
    readonly provenance?: string;
    /** From which probability on a multi-label model predicts each class, for the saved card; the classifier's own by default. */
    readonly thresholds?: readonly number[];
    /** What divides the logits, one number or one per class, for the saved card; the classifier's own by default. */
    readonly temperature?: readonly number[];
  } = {},
): Promise<void> {
  const { network } = classifier;
  const card = parseModelCard({
    ...classifier.card,
    provenance,
    ...(thresholds && { thresholds }),
    ...(temperature && { temperature }),
  });
  network.setUserDefinedMetadata({ card });
  await network.save(handler);
}
