import { concat, mean, mul, slice, type Tensor4D, tidy, zerosLike } from '@tensorflow/tfjs-core';

/**
 * How a first convolution for red, green and blue treats a fourth channel, yellow (er).
 *
 * - `copy-red`: like red (microtubules), since both stains show structures that fill the cell
 * - `zeros`: it ignores the channel until it has learned
 * - `mean`: all four kernels are 3/4 of the mean of the three, so that the response to a gray image stays the same
 */
export type FourthChannel = 'copy-red' | 'zeros' | 'mean';

/** Whether these are the four channels of the Human Protein Atlas, in any order. */
export function areFourChannels(channels: readonly string[]): boolean {
  return [...channels].sort().join() === 'er,microtubules,nucleus,protein';
}

/**
 * Widens the kernel of a first convolution from red, green and blue [height, width, 3, filters] to four channels [height, width, 4,
 * filters], in the order of the images.
 *
 * @throws RangeError if the kernel does not have three channels, or an option is unknown
 */
export function stemKernel(
  kernel: Tensor4D,
  {
    channels,
    fourthChannel,
  }: {
    /** The channels that the widened kernel sees: `microtubules`, `protein`, `nucleus` and `er`, in any order. */
    readonly channels: readonly string[];
    readonly fourthChannel: FourthChannel;
  },
): Tensor4D {
  const [height, width, depth, filters] = kernel.shape;
  if (depth !== 3) {
    throw new RangeError(`kernel must be [h, w, 3, filters]; received [${kernel.shape}]`);
  }
  if (!areFourChannels(channels)) {
    throw new RangeError(
      `channels must be microtubules, protein, nucleus and er, in any order; received ${channels}`,
    );
  }
  return tidy(() => {
    const [red, green, blue] = [0, 1, 2].map((i) => slice(kernel, [0, 0, i, 0], [height, width, 1, filters]));
    const gray = () => mul(mean(kernel, 2, true), 3 / 4) as Tensor4D;
    const colors = { microtubules: red!, protein: green!, nucleus: blue! };
    const widened: Readonly<Record<FourthChannel, () => Record<string, Tensor4D>>> = {
      'copy-red': () => ({ ...colors, er: red! }),
      zeros: () => ({ ...colors, er: zerosLike(red!) }),
      mean: () => ({ microtubules: gray(), protein: gray(), nucleus: gray(), er: gray() }),
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
