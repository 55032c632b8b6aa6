import type { Classifier } from '@hpa/models';
import { concat, mean, mul, slice, type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import type { Recipe } from './recipe-schema.js';

/**
 * Copies the weights that see the channels of an image to the same network for other channels, by the names of the channels: `er` to
 * `er`, and a sum such as `microtubules+er/2` counts as its first term. A channel that the source does not know is treated as the recipe
 * says: like microtubules, not at all, or, with `mean`, all channels like the mean of those known, so that the response to a gray image
 * stays the same.
 *
 * These weights are the kernels of as many input channels as images have, and the vectors before the first of them.
 */
export function adaptStem(
  { from, to }: { readonly from: Classifier; readonly to: Classifier },
  { stem }: Pick<Recipe, 'stem'>,
): void {
  const [known, wanted] = [from, to].map(({ card }) => card.input.channels.map(firstTerm)) as [
    string[],
    string[],
  ];
  const adapt = (weight: Tensor, axis: number): Tensor => {
    const ofChannel = (at: number): Tensor => {
      const [begin, size] = [weight.shape.map(() => 0), [...weight.shape]];
      [begin[axis], size[axis]] = [at, 1];
      return slice(weight, begin, size);
    };
    const lacks = wanted.some((channel) => !known.includes(channel));
    if (lacks && stem === 'mean') {
      // Kernels add channels up; vectors treat each by itself.
      const share = axis === 0 ? 1 : known.length / wanted.length;
      const shared = mul(mean(weight, axis, true), share);
      return concat(
        wanted.map(() => shared),
        axis,
      );
    }
    return concat(
      wanted.map((channel) => {
        const at = known.indexOf(channel);
        if (at >= 0) {
          return ofChannel(at);
        }
        const red = ofChannel(Math.max(0, known.indexOf('microtubules')));
        return stem === 'zeros' && axis !== 0 ? zerosLike(red) : red;
      }),
      axis,
    );
  };
  const firstKernel = from.state.findIndex(({ rank }) => rank === 4);
  for (const [index, source] of from.state.entries()) {
    const isVector = source.rank === 1 && index < firstKernel && source.shape[0] === known.length;
    const isKernel = source.rank === 4 && source.shape[2] === known.length;
    if (isVector || isKernel) {
      tidy(() => to.state[index]!.assign(adapt(source, isKernel ? 2 : 0)));
    }
  }
}

function firstTerm(channel: string): string {
  return channel.split(/[+%/]/)[0]!;
}
