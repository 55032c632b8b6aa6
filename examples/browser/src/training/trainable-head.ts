import type { Classifier } from '@hpa/models';
import { type Tensor2D, type Tensor4D, tensor, tidy } from '@tensorflow/tfjs-core';
import { model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { HeadChange } from './fit-head.js';

/** What layers give for one image. */
export interface PassedImage {
  /** The features of the network, as `embed` writes them: what goes into its head. */
  readonly pooled: Float32Array;
  /** What goes into the last layer. */
  readonly features: Float32Array;
}

/** The last layer of a classifier, a dense one, computed in plain numbers, so that it can be trained and tried at once. */
export interface TrainableHead {
  /** Runs all layers below on one image. */
  pass(image: Tensor4D): Promise<PassedImage>;
  /** The logits of features by the layer as it is now, in class order. */
  logits(features: Float32Array): number[];
  /** The logits of features by the layer as it was opened. */
  openedLogits(features: Float32Array): number[];
  /** Sets the layer to what it was when it was opened, with a change. */
  change(change: HeadChange | undefined): void;
}

/**
 * Takes hold of the last layer of a classifier.
 *
 * @throws Error if the last layer is not a dense one without an activation.
 */
export async function trainableHead(classifier: Classifier): Promise<TrainableHead> {
  const { network, backbone } = classifier;
  const last = network.layers.at(-1)!;
  const { activation = 'linear' } = last.getConfig();
  if (last.getClassName() !== 'Dense' || activation !== 'linear' || last.weights.length !== 2) {
    throw new Error(
      `${last.name} is the last layer: expected a dense one with a bias and without an activation; found ${last.getClassName()}, ${activation}`,
    );
  }
  const below = last.input as SymbolicTensor;
  const size = below.shape.at(-1)!;
  const passing = model({ inputs: network.inputs, outputs: [backbone.outputs[0]!, below] });
  const opened = await Promise.all(
    last.getWeights().map(async (weights) => Float32Array.from(await weights.data())),
  );
  const [kernel, bias] = opened as [Float32Array, Float32Array];
  let now = { kernel, bias };
  return {
    pass: async (image) => {
      const found = tidy(() => passing.apply(image, { training: false }) as [Tensor2D, Tensor2D]);
      const [pooled, features] = await Promise.all(found.map((each) => each.data<'float32'>()));
      for (const each of found) {
        each.dispose();
      }
      return { pooled: pooled!, features: features! };
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
