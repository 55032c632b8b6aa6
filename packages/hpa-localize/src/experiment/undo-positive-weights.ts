import type { Classifier } from '@hpa/models';
import { log, sub, tensor1d, tidy, type Variable } from '@tensorflow/tfjs-core';

/**
 * Finds the variable that is added to the logits of a model: the bias of its last layer or, where that normalizes the logits over the
 * batch, its beta.
 *
 * @throws Error if the last layer has none, one number for each class.
 */
export function headBias({ card, state }: Pick<Classifier, 'card' | 'state'>): Variable {
  const layer = state.at(-1)?.name.split('/')[0];
  const added = state.find(
    ({ name, shape }) =>
      name.startsWith(`${layer}/`) && /bias|beta/.test(name) && shape.join() === String(card.classes.length),
  );
  if (added === undefined) {
    throw new Error(
      `${card.name} must end in a layer that adds a bias to each of ${card.classes.length} classes; its last is ${layer}`,
    );
  }
  return added;
}

/**
 * Takes back from the biases of a trained head what positive weights added: with a weight w, binary cross-entropy is least where the
 * logit is that of the true probability plus log w (Elkan, "The Foundations of Cost-Sensitive Learning", IJCAI 2001). Lowered by
 * log w, probabilities mean what they say. A temperature, which scales logits, could not shift them.
 */
export function undoPositiveWeights(
  bias: Variable,
  { weights }: { readonly weights: readonly number[] },
): void {
  const lowered = tidy(() => sub(bias, log(tensor1d([...weights]))));
  bias.assign(lowered);
  lowered.dispose();
}
