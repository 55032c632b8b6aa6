import { inputChannels, type LayerKind } from './layer-kind.js';
import { writeNode, writeWeights } from './onnx-graph.js';

/** Batch normalization of each channel, with or without a factor (gamma). */
export const BATCH_NORMALIZATION: LayerKind = {
  cost(layer) {
    const trained = layer.getConfig().scale ? 2 : 1;
    const channels = inputChannels(layer);
    return {
      parameters: (trained + 2) * channels,
      trainableParameters: trained * channels,
      multiplyAdds: 0,
    };
  },
  initialWeights: { gamma: 1, beta: 0, moving_mean: 0, moving_variance: 1 },
  async writeOnnx(place) {
    const { graph, layer, inputs } = place;
    const { scale, epsilon } = layer.getConfig() as { readonly scale: boolean; readonly epsilon: number };
    const weights = await writeWeights(place);
    if (!scale) {
      const channels = layer.weights[0]!.shape[0]!;
      const gamma = `${layer.name}/gamma`;
      graph.constants.push({ name: gamma, shape: [channels], values: new Float32Array(channels).fill(1) });
      weights.unshift(gamma);
    }
    return writeNode(place, 'BatchNormalization', {
      inputs: [inputs[0]!, ...weights], // gamma, beta, mean, variance, in the order of the layer
      attributes: { epsilon: { float: epsilon } },
    });
  },
};
