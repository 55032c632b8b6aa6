import { gather, type Tensor4D, tensor1d, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { Classifier } from '../types.js';
import { namedVariables } from '../weights/named-variables.js';
import { areFourChannels, stemKernel } from './stem-kernel.js';

/**
 * Copies the weights of a network to another of the same architecture, for other classes, another image size, or four channels instead
 * of three.
 *
 * Weights are matched by name and shape; the kernel of a first convolution for red, green and blue (microtubules, protein and
 * nucleus) is widened to the four channels of the Human Protein Atlas. The
 * classes do not matter: a head of the same shape is copied like the rest.
 *
 * @returns the names of the weights that were copied, such as `conv2d_1/kernel`, and of those that were kept because the source has
 * none of that name and shape
 * @throws Error if the networks are of different architectures, whose names mean different layers
 * @example
 * import { resNet18, transferWeights } from '@hpa/models';
 * const named = (count) => Array.from({ length: count }, (_, id) => ({ id, name: `class ${id}` }));
 * const from = resNet18({ input: { height: 32, width: 32 }, classes: named(10), seed: 1 });
 * const to = resNet18({ input: { height: 64, width: 64 }, classes: named(4), seed: 2 });
 * transferWeights({ from, to }).kept; // ["dense_1/kernel", "dense_1/bias"]
 */
export function transferWeights(
  { from, to }: { readonly from: Classifier; readonly to: Classifier },
  {
    fourthChannel = 'copy-red',
  }: {
    /**
     * How the first convolution treats yellow (er) if it knew only red, green and blue: like red (the default), not at all, or all four
     * like 3/4 of their mean.
     */
    readonly fourthChannel?: 'copy-red' | 'zeros' | 'mean';
  } = {},
): { readonly transferred: readonly string[]; readonly kept: readonly string[] } {
  const { architecture, input } = to.card;
  if (from.card.architecture !== architecture) {
    throw new Error(
      `from and to must have the same architecture; received ${from.card.architecture} and ${architecture}`,
    );
  }
  const sources = namedVariables(from);
  const transferred: string[] = [];
  const kept: string[] = [];
  for (const [name, target] of namedVariables(to)) {
    const source = sources.get(name);
    if (source?.shape.join() === target.shape.join()) {
      target.assign(source);
    } else if (source && areFourChannels(input.channels) && lacksOneChannel(source, target)) {
      tidy(() => {
        const kernel = inRedGreenBlue(source as unknown as Tensor4D, from.card.input.channels);
        target.assign(stemKernel(kernel, { channels: input.channels, fourthChannel }));
      });
    } else {
      kept.push(name);
      continue;
    }
    transferred.push(name);
  }
  return { transferred, kept };
}

function lacksOneChannel(source: Variable, target: Variable): boolean {
  const [height, width, depth, filters] = target.shape;
  return target.rank === 4 && depth === 4 && source.shape.join() === [height, width, 3, filters].join();
}

/** Reorders the input channels of a kernel to red, green and blue, if their names tell the order. */
function inRedGreenBlue(kernel: Tensor4D, channels: readonly string[]): Tensor4D {
  const order = ['microtubules', 'protein', 'nucleus'].map((name) =>
    channels.findIndex((channel) => channel === name || channel.startsWith(`${name}+`)),
  );
  return order.includes(-1) ? kernel : gather(kernel, tensor1d(order, 'int32'), 2);
}
