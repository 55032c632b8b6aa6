import { type ArchitectureName, BUILDERS } from '../architectures/create-classifier.js';
import type { Classifier, ModelCard } from '../types.js';

/**
 * Builds the network that a card describes, with all weights 0 or none.
 *
 * @param weights whether it is to have weights: without them it takes no memory, whatever the card says
 * @throws Error if the architecture is unknown, or the network has another number of parameters than the card says
 * @throws RangeError if a value on the card is out of range
 */
export function rebuildClassifier(card: ModelCard, weights: 'zeros' | 'none'): Classifier {
  const { name, architecture, input, classes, task, options, parameters } = card;
  if (!Object.hasOwn(BUILDERS, architecture)) {
    const known = Object.keys(BUILDERS).join(', ');
    throw new Error(`model card: unknown architecture "${architecture}"; this library builds ${known}`);
  }
  const settings = { name, input, classes, task, initialWeights: weights } as const;
  // The options on a card, the seed included, come from the builder, which refuses what is out of range.
  const build = BUILDERS[architecture as ArchitectureName] as (options: object) => Classifier;
  const classifier = build({ ...options, ...settings });
  const found = classifier.card.parameters;
  if (found === parameters) {
    return classifier;
  }
  classifier.dispose();
  throw new Error(
    `model card: ${architecture} with these options has ${found} parameters; the card says ${parameters}`,
  );
}
