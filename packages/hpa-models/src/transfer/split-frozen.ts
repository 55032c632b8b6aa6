import { concat, reshape, slice, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, type layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { layerKind } from '../layer-kinds/layer-kinds.js';
import { runNetwork } from '../network/run-network.js';
import type { Classifier, ModelCard } from '../types.js';

/**
 * Splits a classifier into the part that training does not change and the rest, so that `cacheFrozen` can run the frozen part once
 * per image.
 *
 * The frozen part consists of the frozen layers and those above them that neither learn nor drop. Split again after freezing or
 * unfreezing layers.
 *
 * @throws Error if no layer with weights is frozen, or all are
 * @example
 * import { freeze, gapNetPl, splitFrozen } from '@hpa/models';
 * const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 });
 * freeze(model, { upTo: 'conv8' });
 * splitFrozen(model).size; // 224
 */
export function splitFrozen(classifier: Classifier): {
  /** Length of the output of the frozen part for one image. */
  readonly size: number;
  /** What the frozen part takes, from the card. */
  readonly input: ModelCard['input'];
  /** Runs the frozen part on images [N, height, width, channels]; returns [N, 1, 1, size]. */
  frozen(images: Tensor4D): Tensor4D;
  /**
   * The rest, with the classifier's own variables. It trains like a classifier whose images are the outputs of `frozen`, and what it
   * learns changes the classifier. Its card is that of the classifier, with the task to train for.
   */
  readonly head: Pick<Classifier, 'card' | 'variables' | 'state' | 'learningRateScales' | 'logits'>;
} {
  const { network, card } = classifier;
  const fixed = fixedLayers(network);
  if (fixed.every(({ weights }) => weights.length === 0)) {
    throw new Error(`${card.name} has no frozen layers at the image; call freeze() first`);
  }
  if (fixed.length === network.layers.length) {
    throw new Error(`${card.name} is frozen completely; nothing is left to train`);
  }
  const boundary = boundaryLayers(network, fixed);
  const probe = model({
    inputs: network.inputs,
    outputs: boundary.map((layer) => layer.output as SymbolicTensor),
  });
  const shapes = boundary.map((layer) => layer.outputShape.slice(1) as number[]);
  const sizes = shapes.map((shape) => shape.reduce((product, dimension) => product * dimension, 1));
  const size = sizes.reduce((sum, part) => sum + part, 0);
  let passes = 0;

  return {
    size,
    input: card.input,
    frozen(images) {
      return tidy(() => {
        const found = probe.apply(images, { training: false }) as Tensor | Tensor[];
        const rows = [found].flat().map((tensor) => reshape(tensor, [images.shape[0], -1]));
        return reshape(concat(rows, 1), [images.shape[0], 1, 1, size]);
      });
    },
    head: {
      get card() {
        return classifier.card;
      },
      get variables() {
        return classifier.variables;
      },
      get state() {
        return classifier.state;
      },
      learningRateScales: classifier.learningRateScales,
      logits(cached, { training, step, firstImage = 0 }) {
        const [count, ...found] = cached.shape;
        if (found.join() !== [1, 1, size].join()) {
          throw new RangeError(
            `cached images must be [N, 1, 1, ${size}]; received [${cached.shape.join(', ')}]`,
          );
        }
        return tidy(() => {
          const rows = reshape(cached, [count, size]);
          let offset = 0;
          const given = new Map<string, Tensor>();
          for (const [i, { name }] of boundary.entries()) {
            const part = slice(rows, [0, offset], [count, sizes[i]!]);
            given.set(name, reshape(part, [count, ...shapes[i]!]));
            offset += sizes[i]!;
          }
          const run = { given, training };
          return runNetwork(network, training ? { ...run, step: step ?? passes++, firstImage } : run);
        });
      },
    },
  };
}

/** Finds the layers, input included, whose output for an image is the same throughout a training. */
function fixedLayers(network: LayersModel): layers.Layer[] {
  const fixed = new Set<layers.Layer>();
  for (const layer of network.layers) {
    if (inputLayers(layer).every((input) => fixed.has(input)) && isFixed(layer)) {
      fixed.add(layer);
    }
  }
  return [...fixed];
}

/** Finds the fixed layers that others read. */
function boundaryLayers(network: LayersModel, fixed: readonly layers.Layer[]): layers.Layer[] {
  const read = new Set(network.layers.filter((layer) => !fixed.includes(layer)).flatMap(inputLayers));
  return fixed.filter((layer) => read.has(layer));
}

function inputLayers(layer: layers.Layer): layers.Layer[] {
  return layer.inboundNodes[0]!.inboundLayers;
}

/** Whether a layer returns the same output for the same input at every step of a training. */
function isFixed(layer: layers.Layer): boolean {
  if (!layer.trainable) {
    return true;
  }
  const { drops = false } = layerKind(layer);
  return !drops && layer.weights.length === 0;
}
