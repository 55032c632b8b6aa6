import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** What a network costs, from its shapes alone; bytes are of float32. */
export interface NetworkCost {
  /** Number of weights, moving statistics included. */
  readonly parameters: number;
  /** Those that training changes where nothing is frozen. */
  readonly trainableParameters: number;
  /** Products and sums of the convolutions and dense layers for one image. */
  readonly multiplyAdds: number;
  /** Weights, and the most feature maps alive at once. */
  readonly inferenceBytes: number;
  /** Weights, their gradients and the two moments of Adam; all feature maps, and their gradients. */
  readonly trainingBytes: number;
}

const BYTES_PER_FLOAT = 4;

/** Layers that hand on what they are given, or another shape of it. */
const FREE_LAYERS: readonly string[] = ['Flatten'];
const FREE_IN_INFERENCE: readonly string[] = [...FREE_LAYERS, 'Dropout', 'AlphaDropout'];

/**
 * Counts what a network costs. It looks at layers and shapes alone, so the network may have been built without weights.
 *
 * The bytes are an estimate from below: engines need scratch memory of their own.
 */
export function networkCost(
  network: LayersModel,
  { batchSize }: { readonly batchSize: number },
): NetworkCost {
  const costs = network.layers.map(layerCost);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const parameters = sum(costs.map((cost) => cost.parameters));
  const trainableParameters = sum(costs.map((cost) => cost.trainableParameters));
  const maps = network.layers.filter((layer) => !isOneOf(layer, FREE_LAYERS)).map(outputSize);
  // TensorFlow.js lets no gradient of a feature map go before the backward pass has ended.
  const training = parameters + 3 * trainableParameters + batchSize * 2 * sum(maps);
  return {
    parameters,
    trainableParameters,
    multiplyAdds: sum(costs.map((cost) => cost.multiplyAdds)),
    inferenceBytes: BYTES_PER_FLOAT * (parameters + batchSize * liveNumbers(network)),
    trainingBytes: BYTES_PER_FLOAT * training,
  };
}

interface LayerCost {
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly multiplyAdds: number;
}

function layerCost(layer: layers.Layer): LayerCost {
  const config = layer.getConfig();
  switch (layer.getClassName()) {
    case 'Conv2D': {
      const [height, width] = config.kernelSize as [number, number];
      const filters = config.filters as number;
      const kernel = height * width * inputChannels(layer) * filters;
      const parameters = kernel + (config.useBias ? filters : 0);
      const multiplyAdds = kernel * (outputSize(layer) / filters);
      return { parameters, trainableParameters: parameters, multiplyAdds };
    }
    case 'Dense': {
      const units = config.units as number;
      const kernel = inputChannels(layer) * units;
      return { parameters: kernel + units, trainableParameters: kernel + units, multiplyAdds: kernel };
    }
    case 'BatchNormalization': {
      const trained = config.scale ? 2 : 1;
      const channels = inputChannels(layer);
      return {
        parameters: (trained + 2) * channels,
        trainableParameters: trained * channels,
        multiplyAdds: 0,
      };
    }
    default:
      return { parameters: 0, trainableParameters: 0, multiplyAdds: 0 };
  }
}

/** The most numbers alive at once for one image, each layer's output until the last layer that reads it has run. */
function liveNumbers(network: LayersModel): number {
  const readersLeft = new Map<string, number>();
  const inputsOf = (layer: layers.Layer) => layer.inboundNodes[0]?.inboundLayers ?? [];
  for (const layer of network.layers) {
    for (const { name } of inputsOf(layer)) {
      readersLeft.set(name, (readersLeft.get(name) ?? 0) + 1);
    }
  }
  let live = 0;
  let most = 0;
  const sizes = new Map<string, number>();
  for (const layer of network.layers) {
    const size = isOneOf(layer, FREE_IN_INFERENCE) ? 0 : outputSize(layer);
    sizes.set(layer.name, size);
    live += size;
    most = Math.max(most, live);
    for (const { name } of inputsOf(layer)) {
      const left = readersLeft.get(name)! - 1;
      readersLeft.set(name, left);
      if (left === 0) {
        live -= sizes.get(name)!;
      }
    }
  }
  return most;
}

/** Numbers that a layer puts out for one image. */
function outputSize(layer: layers.Layer): number {
  const [, ...shape] = layer.outputShape as number[];
  return shape.reduce((size, dimension) => size * dimension, 1);
}

function inputChannels(layer: layers.Layer): number {
  return (layer.input as SymbolicTensor).shape.at(-1)!;
}

function isOneOf(layer: layers.Layer, names: readonly string[]): boolean {
  return names.includes(layer.getClassName());
}
