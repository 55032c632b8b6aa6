import { type ArchitectureName, builders } from '../architectures/builders.js';
import type { Classifier, ModelCard } from '../types.js';

/**
 * Builds the network that a card describes, all weights 0.
 *
 * @throws Error if the architecture is unknown or the number of parameters is not the card's
 * @throws RangeError of the builder if a value on the card is out of range
 */
export function rebuildClassifier(card: ModelCard): Classifier {
  const { name, architecture, input, classes, options, parameters } = card;
  if (!Object.hasOwn(builders, architecture)) {
    const known = Object.keys(builders).join(', ');
    throw new Error(`model card: unknown architecture "${architecture}"; this library builds ${known}`);
  }
  const settings = { name, input, classes, initialWeights: 'zeros' } as const;
  // A card's options are those that its own builder put there, the seed among them; what is wrong, the builder refuses.
  const build = builders[architecture as ArchitectureName] as (options: object) => Classifier;
  const classifier = build({ ...options, ...settings });
  const found = classifier.card.parameters;
  if (found === parameters) {
    return classifier;
  }
  classifier.dispose();
  throw new Error(
    `model card: ${architecture} of this shape has ${found} parameters; the card says ${parameters}`,
  );
}
