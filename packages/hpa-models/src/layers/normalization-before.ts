import type { layers } from '@tensorflow/tfjs-layers';
import { BatchNormalization } from './batch-normalization.js';

const found = new WeakMap<layers.Layer, BatchNormalization | undefined>();

/** The batch normalization that a layer of nothing but ReLU reads, where no other layer reads it: the two can run as one. */
export function normalizationBefore(layer: layers.Layer): BatchNormalization | undefined {
  // Remembered for all steps of a training: to ask for a configuration takes longer than to normalize a small map.
  if (!found.has(layer)) {
    found.set(layer, find(layer));
  }
  return found.get(layer);
}

function find(layer: layers.Layer): BatchNormalization | undefined {
  if (layer.getClassName() !== 'Activation' || layer.getConfig().activation !== 'relu') {
    return undefined;
  }
  const [before] = layer.inboundNodes[0]!.inboundLayers;
  return before instanceof BatchNormalization && before.outboundNodes.length === 1 ? before : undefined;
}
