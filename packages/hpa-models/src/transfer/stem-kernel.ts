import { concat, mean, mul, slice, type Tensor4D, tidy, zerosLike } from '@tensorflow/tfjs-core';

/**
 * What a first convolution that knows red, green and blue makes of a fourth channel, yellow.
 *
 * - `copy-red`: what it makes of red, as the stains of both are of the cell's skeleton and membranes
 * - `zeros`: nothing, until it has learned
 * - `mean`: every channel gets 3/4 of the mean of the three, so that a grey image looks as bright as before
 */
export type FourthChannel = 'copy-red' | 'zeros' | 'mean';

/** Options of {@link stemKernel}. */
export interface StemKernelOptions {
  /** The channels that the widened kernel is to see: `microtubules`, `protein`, `nucleus` and `er`, in any order. */
  readonly channels: readonly string[];
  readonly fourthChannel: FourthChannel;
}

/**
 * Widens the kernel of a first convolution from red, green, blue [height, width, 3, filters] to four channels [height,
 * width, 4, filters], in the order that the images have.
 *
 * @throws RangeError if the kernel does not see three channels, or an option is unknown
 */
export function stemKernel(kernel: Tensor4D, { channels, fourthChannel }: StemKernelOptions): Tensor4D {
  const [height, width, depth, filters] = kernel.shape;
  if (depth !== 3) {
    throw new RangeError(`kernel must be [h, w, 3, filters]; received [${kernel.shape}]`);
  }
  if ([...channels].sort().join() !== 'er,microtubules,nucleus,protein') {
    throw new RangeError(
      `channels must be microtubules, protein, nucleus and er, in any order; received ${channels}`,
    );
  }
  return tidy(() => {
    const [red, green, blue] = [0, 1, 2].map((i) => slice(kernel, [0, 0, i, 0], [height, width, 1, filters]));
    const grey = () => mul(mean(kernel, 2, true), 3 / 4) as Tensor4D;
    const colours = { microtubules: red!, protein: green!, nucleus: blue! };
    const widened: Readonly<Record<FourthChannel, () => Record<string, Tensor4D>>> = {
      'copy-red': () => ({ ...colours, er: red! }),
      zeros: () => ({ ...colours, er: zerosLike(red!) }),
      mean: () => ({ microtubules: grey(), protein: grey(), nucleus: grey(), er: grey() }),
    };
    if (!Object.hasOwn(widened, fourthChannel)) {
      throw new RangeError(
        `fourthChannel must be one of ${Object.keys(widened).join(', ')}; received ${fourthChannel}`,
      );
    }
    const kernels = widened[fourthChannel]();
    return concat(
      channels.map((channel) => kernels[channel]!),
      2,
    );
  });
}
