import { input as inputLayer, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ClassifierOptions, InputSpec } from '../types.js';
import { markWeightless } from './connect.js';

/** The point of a layer graph at which images [N, height, width, channels] enter: a layer named `image`. */
export function imageInput({
  input: { height, width, channels },
  initialWeights,
}: {
  readonly input: InputSpec;
  readonly initialWeights: ClassifierOptions['initialWeights'];
}): SymbolicTensor {
  const image = inputLayer({ shape: [height, width, channels.length], name: 'image' });
  if (initialWeights === 'none') {
    markWeightless(image);
  }
  return image;
}
