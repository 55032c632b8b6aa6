import { type Tensor4D, tidy, type Variable } from '@tensorflow/tfjs-core';
import { variablesOf } from '../layers/variables-of.js';
import type { Classifier } from '../types.js';
import { type FourthChannel, stemKernel } from './stem-kernel.js';

/** Options of {@link transferWeights}. */
export interface TransferWeightsOptions {
  /** What the first convolution makes of yellow where it knew red, green and blue alone. */
  readonly fourthChannel?: FourthChannel;
}

/** What {@link transferWeights} did, by names such as `conv2d_1/kernel`. */
export interface WeightTransfer {
  /** Weights that the target has from the source now. */
  readonly transferred: readonly string[];
  /** Weights of the target that stayed as they were: the source has none of that name and shape. */
  readonly kept: readonly string[];
}

/**
 * Gives a network the weights of another of its architecture, which may have been trained for other classes, images of
 * another size, or three channels where this one has four.
 *
 * Weights are matched by name and shape; the kernel of a first convolution is widened from three channels to four. The
 * classes play no part: a head of the same shape is taken over with the rest.
 *
 * @throws Error if the networks are of different architectures, whose names mean different layers
 */
export function transferWeights(
  { from, to }: { readonly from: Classifier; readonly to: Classifier },
  { fourthChannel = 'copy-red' }: TransferWeightsOptions = {},
): WeightTransfer {
  const { architecture, input } = to.card;
  if (from.card.architecture !== architecture) {
    throw new Error(
      `weights pass between networks of one architecture; received ${from.card.architecture} and ${architecture}`,
    );
  }
  const sources = new Map(namedWeights(from));
  const transferred: string[] = [];
  const kept: string[] = [];
  for (const [name, target] of namedWeights(to)) {
    const source = sources.get(name);
    if (source?.shape.join() === target.shape.join()) {
      target.assign(source);
    } else if (source && seesOneChannelLess(source, target)) {
      tidy(() =>
        target.assign(stemKernel(source as unknown as Tensor4D, { channels: input.channels, fourthChannel })),
      );
    } else {
      kept.push(name);
      continue;
    }
    transferred.push(name);
  }
  return { transferred, kept };
}

function seesOneChannelLess(source: Variable, target: Variable): boolean {
  const [height, width, depth, filters] = target.shape;
  return target.rank === 4 && depth === 4 && source.shape.join() === [height, width, 3, filters].join();
}

function namedWeights({ network }: Classifier): (readonly [string, Variable])[] {
  const weights = network.layers.flatMap((layer) => layer.weights);
  return variablesOf(weights).map((variable, i) => [weights[i]!.originalName, variable] as const);
}
