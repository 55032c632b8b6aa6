import { add, concat, dispose, mul, type Scalar, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { weightedCrossEntropy } from '../losses/softmax-cross-entropy.js';
import type { Batch, Trainable } from '../types.js';
import { type Part, slicePart } from './equal-parts.js';
import { type LossAndGradients, lossAndGradients } from './loss-and-gradients.js';

/**
 * Computes loss, logits and gradients of a whole batch, one part after another if it is split.
 *
 * The loss is a mean over samples, so each part is weighted by its share of them, and the sums are those of the whole
 * batch up to rounding. Batch normalization is the exception: it sees each part alone.
 */
export function batchGradients(
  model: Trainable,
  { images, labels }: Pick<Batch, 'images' | 'labels'>,
  {
    parts,
    classWeights,
    step,
  }: {
    readonly parts: readonly Part[];
    readonly classWeights: readonly number[] | undefined;
    readonly step: number;
  },
): LossAndGradients {
  const passOver = ({ begin, size }: Part): LossAndGradients => {
    const someImages = slicePart(images, { begin, size });
    const someLabels = slicePart(labels, { begin, size });
    try {
      return lossAndGradients(() => {
        const logits = model.logits(someImages, { training: true, step, firstImage: begin });
        const loss = weightedCrossEntropy({ labels: someLabels, logits, classWeights });
        return { loss: mul<Scalar>(loss, size / images.shape[0]), logits };
      }, model.variables);
    } finally {
      dispose([someImages, someLabels]);
    }
  };

  const [first, ...rest] = parts;
  let sum = passOver(first!);
  for (const part of rest) {
    try {
      sum = addPasses(sum, passOver(part));
    } catch (error) {
      disposePass(sum);
      throw error;
    }
  }
  return sum;
}

/** Disposes all tensors of a pass. */
export function disposePass({ loss, logits, gradients }: LossAndGradients): void {
  dispose([loss, logits]);
  dispose({ ...gradients });
}

/** Adds two passes, and disposes each of their tensors as soon as it is added. */
function addPasses(a: LossAndGradients, b: LossAndGradients): LossAndGradients {
  const merged = <Kind extends Tensor>(merge: (x: Kind, y: Kind) => Kind, x: Kind, y: Kind): Kind => {
    const result = merge(x, y);
    dispose([x, y]);
    return result;
  };
  return {
    loss: merged<Scalar>(add, a.loss, b.loss),
    logits: merged<Tensor2D>((x, y) => concat([x, y]), a.logits, b.logits),
    gradients: Object.fromEntries(
      Object.entries(a.gradients).map(([name, gradient]) => [
        name,
        merged<Tensor>(add, gradient, b.gradients[name]!),
      ]),
    ),
  };
}
