import type { Classifier } from '../types.js';
import { snakeCase } from './names/snake-case.js';
import type { OrderedLayer } from './names/topology-names.js';

/** Lists the layers of a network that have weights, in the order in which data flows through them. */
export function orderedLayers({ network, backbone }: Classifier): OrderedLayer[] {
  const features = new Set(backbone.layers.map(({ name }) => name));
  const below = new Map<string, Set<string>>();
  for (const { name, inboundNodes } of network.layers) {
    const inputs = inboundNodes[0]?.inboundLayers.map((layer) => layer.name) ?? [];
    below.set(name, new Set(inputs.flatMap((input) => [input, ...below.get(input)!])));
  }
  return network.layers
    .filter(({ weights }) => weights.length > 0)
    .map((layer) => ({
      name: layer.name,
      layerClass: snakeCase(layer.getClassName()),
      weights: layer.weights.map(({ originalName, shape }) => ({
        kind: originalName.slice(originalName.lastIndexOf('/') + 1),
        shape: shape as number[],
      })),
      below: below.get(layer.name)!,
      isHead: !features.has(layer.name),
    }));
}
