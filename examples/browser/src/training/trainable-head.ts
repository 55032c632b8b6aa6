import type { Classifier } from '@hpa/models';
import { freeze, splitFrozen } from '@hpa/models';
import { type Tensor4D, tensor, tidy } from '@tensorflow/tfjs-core';
import type { HeadChange } from './fit-head.js';

/** The last layer of a classifier, a dense one, computed in plain numbers, so that it can be trained and tried at once. */
export interface TrainableHead {
  /** Runs all layers below on images; returns what goes into the last one, a row for each image. */
  features(images: Tensor4D): Promise<Float32Array[]>;
  /** The logits of features by the layer as it is now, in class order. */
  logits(features: Float32Array): number[];
  /** The logits of features by the layer as it was opened. */
  openedLogits(features: Float32Array): number[];
  /** Sets the layer to what it was when it was opened, with a change. */
  change(change: HeadChange | undefined): void;
}

/**
 * Takes hold of the last layer of a classifier. All layers below are frozen.
 *
 * @throws Error if the last layer is not a dense one without an activation.
 */
export async function trainableHead(classifier: Classifier): Promise<TrainableHead> {
  const { layers } = classifier.network;
  const last = layers.at(-1)!;
  const { activation = 'linear' } = last.getConfig();
  if (last.getClassName() !== 'Dense' || activation !== 'linear' || last.weights.length !== 2) {
    throw new Error(
      `${last.name} is the last layer: expected a dense one with a bias and without an activation; found ${last.getClassName()}, ${activation}`,
    );
  }
  freeze(classifier, { layers: layers.length - 1 });
  const { frozen, size } = splitFrozen(classifier);
  const opened = await Promise.all(
    last.getWeights().map(async (weights) => Float32Array.from(await weights.data())),
  );
  const [kernel, bias] = opened as [Float32Array, Float32Array];
  let now = { kernel, bias };
  return {
    features: async (images) => {
      const found = tidy(() => frozen(images));
      const numbers = await found.data();
      found.dispose();
      return Array.from({ length: images.shape[0] }, (_, row) =>
        Float32Array.from(numbers.slice(row * size, (row + 1) * size)),
      );
    },
    logits: (features) => multiply(features, now),
    openedLogits: (features) => multiply(features, { kernel, bias }),
    change: (change) => {
      now =
        change === undefined
          ? { kernel, bias }
          : {
              kernel: kernel.map((weight, at) => weight + change.kernel[at]!),
              bias: bias.map((weight, at) => weight + change.bias[at]!),
            };
      tidy(() => last.setWeights([tensor(now.kernel, [size, bias.length]), tensor(now.bias, [bias.length])]));
    },
  };
}

function multiply(features: Float32Array, { kernel, bias }: HeadChange): number[] {
  const logits = [...bias];
  for (const [at, feature] of features.entries()) {
    for (let column = 0; column < bias.length; column++) {
      logits[column]! += feature * kernel[at * bias.length + column]!;
    }
  }
  return logits;
}
