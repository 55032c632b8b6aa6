import { type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { variablesOf } from '../layers/variables-of.js';
import type { Classifier, KernelInitializer, ModelCard } from '../types.js';
import { initializeWeights } from './initialize-weights.js';
import { networkCost } from './network-cost.js';
import { requireImages } from './require-images.js';
import type { Settings } from './require-settings.js';
import { runInference } from './run-inference.js';
import { runNetwork } from './run-network.js';

/** The three points of a layer graph that a classifier is made of. */
interface Network {
  /** [N, height, width, channels] */
  readonly image: SymbolicTensor;
  /** [N, D] */
  readonly features: SymbolicTensor;
  /** [N, classes] */
  readonly logits: SymbolicTensor;
}

/** Makes a classifier of a layer graph, and fills its weights. */
export function assembleClassifier(
  { image, features, logits }: Network,
  {
    architecture,
    settings: { name, input, classes, task, seed, initialWeights },
    kernelInitializer,
    options,
  }: {
    readonly architecture: string;
    readonly settings: Settings;
    readonly kernelInitializer: KernelInitializer;
    /** The options of the architecture, complete: with the rest of the card they build the same network again. */
    readonly options: ModelCard['options'];
  },
): Classifier {
  const network = model({ inputs: image, outputs: logits, name });
  const backbone = model({ inputs: image, outputs: features });
  if (initialWeights === 'random') {
    initializeWeights(network, { seed, kernelInitializer });
  }

  const card: ModelCard = {
    version: 2,
    name,
    architecture,
    input,
    classes,
    task,
    provenance: initialWeights === 'random' ? `random, seed ${seed}` : initialWeights,
    parameters: networkCost(network, { batchSize: 1 }).parameters,
    options: { ...options, seed },
  };
  const requireRunnable = (images: Tensor4D) => {
    if (initialWeights === 'none') {
      throw new Error(`${name} was built with initialWeights 'none' and cannot run without weights`);
    }
    return requireImages(images, input);
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
    logits(images, { training, step, firstImage = 0 }) {
      requireRunnable(images);
      if (!training) {
        return runInference(network, images, network.outputLayers)[0] as Tensor2D;
      }
      const given = new Map([[network.inputLayers[0]!.name, images]]);
      return tidy(() => runNetwork(network, { given, training, step: step ?? passes++, firstImage }));
    },
    features(images) {
      requireRunnable(images);
      return runInference(network, images, backbone.outputLayers)[0] as Tensor2D;
    },
    dispose() {
      if (!disposed) {
        network.dispose();
      }
      disposed = true;
    },
  };
}
