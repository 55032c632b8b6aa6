import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { KernelInitializer } from '../types.js';
import { connect } from './connect.js';

/** One convolution of {@link convolve}. */
export interface ConvolveOptions {
  readonly name: string;
  readonly filters: number;
  /** Edge of the square kernel, an odd number of pixels. */
  readonly kernelSize: number;
  readonly strides?: number;
  readonly useBias?: boolean;
  readonly activation?: 'relu' | 'linear';
  readonly kernelInitializer: KernelInitializer;
}

/**
 * Convolves with (kernelSize - 1) / 2 zeros on every side, as PyTorch pads: w pixels become floor((w - 1) / strides) + 1.
 *
 * At stride 1 that is 'same'. Beyond it 'same' would put more of its zeros behind an image of even size, so the zeros
 * come first, by a layer named `<name>_pad`.
 */
export function convolve(
  x: SymbolicTensor,
  {
    name,
    filters,
    kernelSize,
    strides = 1,
    useBias = false,
    activation = 'linear',
    kernelInitializer,
  }: ConvolveOptions,
): SymbolicTensor {
  const border = (kernelSize - 1) / 2;
  const padsFirst = strides > 1 && border > 0;
  const convolution = layers.conv2d({
    name,
    filters,
    kernelSize,
    strides,
    useBias,
    activation,
    kernelInitializer,
    padding: padsFirst ? 'valid' : 'same',
  });
  const padded = padsFirst ? connect(layers.zeroPadding2d({ name: `${name}_pad`, padding: border }), x) : x;
  return connect(convolution, padded);
}
