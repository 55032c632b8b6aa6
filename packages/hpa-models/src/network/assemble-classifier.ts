import { type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import { variablesOf } from '../layers/variables-of.js';
import type {
  Classifier,
  ClassifierSettings,
  ForwardOptions,
  InputSpec,
  ModelCard,
  Network,
} from '../types.js';
import { initializeWeights, type KernelInitializer } from './initialize-weights.js';
import { networkCost } from './network-cost.js';
import { runNetwork } from './run-network.js';

/** What distinguishes one architecture's classifier from another's. */
export interface ClassifierDescription {
  readonly architecture: string;
  /** The options shared by all builders, complete and checked. */
  readonly settings: ClassifierSettings;
  readonly kernelInitializer: KernelInitializer;
  /** The builder's own options, complete: with them and the card it builds the same network again. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

/** Makes a classifier of a layer graph, and fills its weights. */
export function assembleClassifier(points: Network, description: ClassifierDescription): Classifier {
  const { architecture, settings, kernelInitializer, options } = description;
  const { name, seed, initialWeights, input } = settings;
  const network = model({ inputs: points.image, outputs: points.logits, name });
  const backbone = model({ inputs: points.image, outputs: points.features });
  if (initialWeights === 'random') {
    initializeWeights(network, { seed, kernelInitializer });
  }

  const card: ModelCard = {
    version: 2,
    name,
    architecture,
    input,
    classes: settings.classes,
    task: 'single-label',
    provenance: initialWeights === 'random' ? `random, seed ${seed}` : initialWeights,
    parameters: networkCost(network, { batchSize: 1 }).parameters,
    options: { ...options, seed },
  };
  const checkRuns = (images: Tensor4D) => {
    if (initialWeights === 'none') {
      throw new Error(`${name} was built with initialWeights 'none': it has no weights to run with`);
    }
    checkImages(images, input);
  };
  let passes = 0;
  let disposed = false;

  return {
    card,
    network,
    backbone,
    get variables() {
      return variablesOf(network.trainableWeights);
    },
    get state() {
      return variablesOf(network.layers.flatMap((layer) => layer.weights));
    },
    learningRateScales: new Map(),
    logits(images: Tensor4D, { training, step, firstImage = 0 }: ForwardOptions): Tensor2D {
      checkRuns(images);
      // In inference, tfjs-layers lets go of each map behind its last reader.
      if (!training) {
        return tidy(() => network.apply(images, { training }) as Tensor2D);
      }
      const given = new Map([[network.inputLayers[0]!.name, images]]);
      return tidy(() => runNetwork(network, { given, training, step: step ?? passes++, firstImage }));
    },
    features(images: Tensor4D): Tensor2D {
      checkRuns(images);
      return tidy(() => backbone.apply(images, { training: false }) as Tensor2D);
    },
    dispose() {
      if (!disposed) {
        network.dispose();
      }
      disposed = true;
    },
  };
}

function checkImages(images: Tensor4D, { height, width, channels }: InputSpec): void {
  const [, ...found] = images.shape;
  if (found.join() !== [height, width, channels.length].join()) {
    throw new RangeError(
      `images must be [N, ${height}, ${width}, ${channels.length}]; received [${images.shape.join(', ')}]`,
    );
  }
}
