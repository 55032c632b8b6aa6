import { fill, ones, type Tensor, tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { Classifier } from '../../src/types.js';
import { namedVariables } from './formula-weights.js';

/**
 * Sets the weights of a network so that every map grows with what its cells see: convolutions weigh the cells of their windows
 * symmetrically, by `falloff` to the power of the distance from the middle, and average the channels; batch normalization changes
 * nothing; dense layers average.
 */
export function seeEvenly(classifier: Classifier, { falloff }: { readonly falloff: number }): Classifier {
  for (const [name, variable] of namedVariables(classifier)) {
    const kind = name.slice(name.lastIndexOf('/') + 1);
    tidy(() => variable.assign(initialValue(kind, variable.shape, falloff)));
  }
  return classifier;
}

function initialValue(kind: string, shape: number[], falloff: number): Tensor {
  if (kind === 'gamma' || kind === 'moving_variance') {
    return ones(shape);
  }
  if (kind !== 'kernel' && kind !== 'depthwise_kernel') {
    return zeros(shape);
  }
  if (shape.length === 2) {
    return fill(shape, 1 / shape[0]!);
  }
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  const tap = (row: number, column: number) =>
    falloff ** (Math.abs(row - (height - 1) / 2) + Math.abs(column - (width - 1) / 2));
  const taps = Array.from({ length: height * width }, (_, i) => tap(Math.floor(i / width), i % width));
  const total = taps.reduce((sum, weight) => sum + weight, 0) * (kind === 'kernel' ? inputs : 1);
  return tensor(
    taps.flatMap((weight) => new Array<number>(inputs * outputs).fill(weight / total)),
    shape,
  );
}
