import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { KernelInitializer } from '../types.js';
import { connect } from './connect.js';

/** Options of {@link convolve}. */
interface ConvolveOptions {
  readonly name: string;
  readonly filters: number;
  /** Edge of the square kernel, in pixels: an odd integer. */
  readonly kernelSize: number;
  readonly strides?: number;
  readonly useBias?: boolean;
  readonly activation?: 'relu' | 'linear';
  readonly kernelInitializer: KernelInitializer;
}

/**
 * Convolves with (kernelSize - 1) / 2 zeros on every side, as PyTorch pads: w pixels become floor((w - 1) / strides) + 1.
 *
 * At stride 1 that is 'same'. At larger strides 'same' would put more zeros at the end of an image of even size than at its
 * start, so a layer named `<name>_pad` adds the zeros before.
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
