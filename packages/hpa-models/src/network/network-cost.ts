import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { outputSize } from '../layer-kinds/layer-kind.js';
import { layerKind } from '../layer-kinds/layer-kinds.js';

const BYTES_PER_FLOAT = 4;

/**
 * Counts what a network costs. It reads layers and shapes alone, so the network may have been built without weights.
 *
 * The bytes are a lower bound: engines need scratch memory of their own.
 *
 * @throws Error naming the layer if its kind is unknown
 * @example
 * import { gapNetPl, networkCost } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * const model = gapNetPl({ input: { height: 128, width: 128 }, classes, seed: 1, initialWeights: 'none' });
 * networkCost(model.network, { batchSize: 1 }).multiplyAdds; // 61465088
 */
export function networkCost(
  network: LayersModel,
  { batchSize }: { readonly batchSize: number },
): {
  /** Number of weights, moving statistics included. */
  readonly parameters: number;
  /** Weights that training changes if nothing is frozen. */
  readonly trainableParameters: number;
  /** Multiply-adds of the convolutions and dense layers for one image. */
  readonly multiplyAdds: number;
  /** Weights, and the feature maps at the moment when most of them are alive. */
  readonly inferenceBytes: number;
  /** Weights, their gradients and the two moments of Adam; all feature maps, and their gradients. */
  readonly trainingBytes: number;
} {
  const free = { parameters: 0, trainableParameters: 0, multiplyAdds: 0 };
  const costs = network.layers.map((layer) => layerKind(layer).cost?.(layer) ?? free);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const parameters = sum(costs.map((cost) => cost.parameters));
  const trainableParameters = sum(costs.map((cost) => cost.trainableParameters));
  const maps = network.layers.filter((layer) => !layerKind(layer).reshapes).map(outputSize);
  // TensorFlow.js keeps the gradients of all feature maps until the backward pass has ended.
  const training = parameters + 3 * trainableParameters + batchSize * 2 * sum(maps);
  return {
    parameters,
    trainableParameters,
    multiplyAdds: sum(costs.map((cost) => cost.multiplyAdds)),
    inferenceBytes: BYTES_PER_FLOAT * (parameters + batchSize * liveNumbers(network)),
    trainingBytes: BYTES_PER_FLOAT * training,
  };
}

/** The most numbers alive at once for one image; the output of a layer lives until the last layer that reads it has run. */
function liveNumbers(network: LayersModel): number {
  const readersLeft = new Map<string, number>();
  const inputsOf = (layer: layers.Layer) => layer.inboundNodes[0]?.inboundLayers ?? [];
  for (const layer of network.layers) {
    for (const { name } of inputsOf(layer)) {
      readersLeft.set(name, (readersLeft.get(name) ?? 0) + 1);
    }
  }
  let live = 0;
  let maximum = 0;
  const sizes = new Map<string, number>();
  for (const layer of network.layers) {
    const { drops, reshapes } = layerKind(layer);
    const size = drops || reshapes ? 0 : outputSize(layer);
    sizes.set(layer.name, size);
    live += size;
    maximum = Math.max(maximum, live);
    for (const { name } of inputsOf(layer)) {
      const left = readersLeft.get(name)! - 1;
      readersLeft.set(name, left);
      if (left === 0) {
        live -= sizes.get(name)!;
      }
    }
  }
  return maximum;
}
