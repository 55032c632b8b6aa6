import { describeValue } from '../describe-value.js';
import type { BatchSource, Trainable } from '../types.js';

type ModelInput = NonNullable<BatchSource['input']>;

/**
 * Returns the batches if they are a source that is not known to make other input than the model takes: another list of
 * channels or another normalization trains and scores without a word, and wrongly.
 *
 * @throws TypeError if they are no source of batches; RangeError if both say what they make and take, and differ.
 */
export function requireSameInput<
  Batches extends { readonly input?: ModelInput; batches(epoch: number): unknown },
>(model: Trainable, batches: Batches, { name }: { readonly name: string }): Batches {
  if (typeof (batches as Partial<Batches> | null | undefined)?.batches !== 'function') {
    throw new TypeError(
      `${name} must be a source of batches, an object with batches(epoch); received ${describeValue(batches)}`,
    );
  }
  const taken = model.card?.input;
  const { input: made } = batches;
  if (taken === undefined || made === undefined) {
    return batches;
  }
  const remedy =
    'make them with batchesFor(model, samples, ...) of @hpa/data, or with input: model.card.input';
  if (made.channels.join() !== taken.channels.join()) {
    throw new RangeError(
      `${name} must have the channels that the model takes, [${taken.channels.join(', ')}]; received [${made.channels.join(', ')}]: ${remedy}`,
    );
  }
  if (made.normalization !== taken.normalization) {
    throw new RangeError(
      `${name} must have the normalization that the model takes, ${taken.normalization}; received ${made.normalization}: ${remedy}`,
    );
  }
  return batches;
}

/**
 * Returns the model if it has what training and scoring need.
 *
 * @throws TypeError if it has not, with the line that makes one of a LayersModel.
 */
export function requireTrainable(model: Trainable): Trainable {
  const given: Partial<Trainable> | null | undefined = model;
  if (typeof given?.logits === 'function' && given.variables !== undefined) {
    return model;
  }
  const isNetwork = typeof (given as { apply?: unknown } | null | undefined)?.apply === 'function';
  const remedy = isNetwork
    ? '; a network of tfjs-layers is { variables: network.trainableWeights.map((weight) => weight.read()), logits: (images, { training }) => network.apply(images, { training }) }'
    : '';
  throw new TypeError(
    `the model must have variables and logits(images, { training }); received ${describeValue(given)}${remedy}`,
  );
}
