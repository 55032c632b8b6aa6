import { input, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ClassifierSettings } from '../types.js';
import { markWeightless } from './weightless.js';

/** The point of a layer graph where images [N, height, width, channels] enter: a layer named `image`. */
export function imageInput({
  input: { height, width, channels },
  initialWeights,
}: Pick<ClassifierSettings, 'input' | 'initialWeights'>): SymbolicTensor {
  const image = input({ shape: [height, width, channels.length], name: 'image' });
  if (initialWeights === 'none') {
    markWeightless(image);
  }
  return image;
}
