import type { layers } from '@tensorflow/tfjs-layers';
import type { LayerKind } from './layer-kind.js';
import { writeActivation, writeNode } from './onnx-graph.js';

/** Where images [N, height, width, channels] enter. */
export const INPUT_LAYER: LayerKind = {
  initialWeights: {},
  writeOnnx: (place) =>
    writeNode(place, 'Transpose', { inputs: [place.layer.name], attributes: { perm: [0, 3, 1, 2] } }),
};

/** An activation of its own. */
export const ACTIVATION: LayerKind = {
  initialWeights: {},
  writeOnnx: (place) => writeActivation(place, place.inputs[0]!),
};

/** Zeros around an image. */
export const ZERO_PADDING_2D: LayerKind = {
  initialWeights: {},
  windows(layer) {
    const [[top, bottom], [left, right]] = zerosAround(layer);
    return [
      { size: 1, stride: 1, before: top, after: bottom },
      { size: 1, stride: 1, before: left, after: right },
    ];
  },
  writeOnnx(place) {
    const [[top, bottom], [left, right]] = zerosAround(place.layer);
    const name = `${place.layer.name}/pads`;
    const values = BigInt64Array.from([0, 0, top, left, 0, 0, bottom, right].map(BigInt));
    place.graph.constants.push({ name, shape: [8], values });
    return writeNode(place, 'Pad', { inputs: [place.inputs[0]!, name] });
  },
};

function zerosAround(
  layer: layers.Layer,
): readonly [[top: number, bottom: number], [left: number, right: number]] {
  return layer.getConfig().padding as [[number, number], [number, number]];
}

/** The channels of several inputs side by side. */
export const CONCATENATE: LayerKind = {
  initialWeights: {},
  writeOnnx: (place) => writeNode(place, 'Concat', { attributes: { axis: 1 } }),
};

/** The sum of two inputs. */
export const ADD: LayerKind = {
  initialWeights: {},
  writeOnnx: (place) => writeNode(place, 'Add'),
};

/** Rows, columns, channels as one vector: the order that the weights above it were trained for. */
export const FLATTEN: LayerKind = {
  initialWeights: {},
  reshapes: true,
  writeOnnx(place) {
    const name = `${place.layer.name}/channels_last`;
    const channelsLast = writeNode(place, 'Transpose', { attributes: { perm: [0, 2, 3, 1] }, name });
    return writeNode(place, 'Flatten', { inputs: [channelsLast] });
  },
};

/** Dropout of either sort. */
export const DROPOUT: LayerKind = {
  initialWeights: {},
  drops: true,
  writeOnnx: ({ inputs }) => inputs[0]!,
};
