import { input, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ClassifierOptions } from '../types.js';
import { markWeightless } from './weightless.js';

/** The point of a layer graph where images [N, height, width, channels] enter: a layer named `image`. */
export function imageInput({
  inputShape,
  initialWeights,
}: Pick<ClassifierOptions, 'inputShape' | 'initialWeights'>): SymbolicTensor {
  const image = input({ shape: [...inputShape], name: 'image' });
  if (initialWeights === 'none') {
    markWeightless(image);
  }
  return image;
}
