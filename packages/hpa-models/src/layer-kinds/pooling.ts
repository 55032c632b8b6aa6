import type { LayerKind } from './layer-kind.js';
import { type OnnxAttributes, type OnnxLayer, windowAttributes, writeNode } from './onnx-graph.js';
import { slidingWindows } from './sliding-window.js';

/** The maximum of a window. */
export const MAX_POOLING_2D: LayerKind = {
  initialWeights: {},
  windows: slidingWindows,
  writeOnnx: (place) => writeNode(place, 'MaxPool', { attributes: poolAttributes(place) }),
};

/** The average of a window, of its pixels inside the image alone. */
export const AVERAGE_POOLING_2D: LayerKind = {
  initialWeights: {},
  windows: slidingWindows,
  writeOnnx: (place) =>
    writeNode(place, 'AveragePool', { attributes: { ...poolAttributes(place), count_include_pad: 0 } }),
};

/** The average of each map. */
export const GLOBAL_AVERAGE_POOLING_2D: LayerKind = {
  initialWeights: {},
  writeOnnx: (place) => writeGlobalPooling(place, 'GlobalAveragePool'),
};

/** The maximum of each map. */
export const GLOBAL_MAX_POOLING_2D: LayerKind = {
  initialWeights: {},
  writeOnnx: (place) => writeGlobalPooling(place, 'GlobalMaxPool'),
};

function poolAttributes({ layer }: OnnxLayer): OnnxAttributes {
  return windowAttributes(layer, { size: layer.getConfig().poolSize as [number, number] });
}

function writeGlobalPooling(place: OnnxLayer, operation: string): string {
  const pooled = writeNode(place, operation, { name: `${place.layer.name}/pooled` }); // [N, C, 1, 1]
  return writeNode(place, 'Flatten', { inputs: [pooled] });
}
