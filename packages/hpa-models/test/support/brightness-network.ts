import { fill, ones, type Tensor, tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { Classifier } from '../../src/types.js';
import { namedVariables } from './formula-weights.js';

/**
 * Sets the weights of a network so that every logit grows with the brightness of channel 0 and depends on nothing else: each
 * convolution passes its first channel on, batch normalization changes nothing, dense layers average.
 */
export function seeBrightness(classifier: Classifier): Classifier {
  for (const [name, variable] of namedVariables(classifier)) {
    tidy(() => variable.assign(initialValue(name.slice(name.lastIndexOf('/') + 1), variable.shape)));
  }
  return classifier;
}

function initialValue(kind: string, shape: number[]): Tensor {
  if (kind === 'gamma' || kind === 'moving_variance') {
    return ones(shape);
  }
  if (kind !== 'kernel') {
    return zeros(shape);
  }
  if (shape.length === 2) {
    return fill(shape, 1 / shape[0]!);
  }
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  const values = new Float32Array(height * width * inputs * outputs);
  const middle = Math.floor(height / 2) * width + Math.floor(width / 2);
  values[middle * inputs * outputs] = 1;
  return tensor(values, shape);
}
