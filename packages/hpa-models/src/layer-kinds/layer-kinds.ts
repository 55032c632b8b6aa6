import type { layers } from '@tensorflow/tfjs-layers';
import { BATCH_NORMALIZATION } from './batch-normalization.js';
import { CONV_2D } from './conv2d.js';
import { DENSE } from './dense.js';
import { DEPTHWISE_CONV_2D } from './depthwise-conv2d.js';
import type { LayerKind } from './layer-kind.js';
import {
  AVERAGE_POOLING_2D,
  GLOBAL_AVERAGE_POOLING_2D,
  GLOBAL_MAX_POOLING_2D,
  MAX_POOLING_2D,
} from './pooling.js';
import {
  ACTIVATION,
  ADD,
  CONCATENATE,
  DROPOUT,
  FLATTEN,
  INPUT_LAYER,
  ZERO_PADDING_2D,
} from './weightless.js';

/** Every kind of layer that this library knows, by its class name. */
const LAYER_KINDS: Readonly<Record<string, LayerKind>> = {
  Activation: ACTIVATION,
  Add: ADD,
  AlphaDropout: DROPOUT,
  AveragePooling2D: AVERAGE_POOLING_2D,
  BatchNormalization: BATCH_NORMALIZATION,
  Concatenate: CONCATENATE,
  Conv2D: CONV_2D,
  Dense: DENSE,
  DepthwiseConv2D: DEPTHWISE_CONV_2D,
  Dropout: DROPOUT,
  Flatten: FLATTEN,
  GlobalAveragePooling2D: GLOBAL_AVERAGE_POOLING_2D,
  GlobalMaxPooling2D: GLOBAL_MAX_POOLING_2D,
  InputLayer: INPUT_LAYER,
  MaxPooling2D: MAX_POOLING_2D,
  ZeroPadding2D: ZERO_PADDING_2D,
};

/**
 * Looks up the kind of a layer.
 *
 * @throws Error naming the layer and its class if this library does not know the kind
 */
export function layerKind(layer: layers.Layer): LayerKind {
  const name = layer.getClassName();
  const kind = Object.hasOwn(LAYER_KINDS, name) ? LAYER_KINDS[name] : undefined;
  if (!kind) {
    const known = Object.keys(LAYER_KINDS).join(', ');
    throw new Error(`layer "${layer.name}" is of an unknown kind, ${name}; known are ${known}`);
  }
  return kind;
}
