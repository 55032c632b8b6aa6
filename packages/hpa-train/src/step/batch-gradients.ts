import { add, concat, dispose, mul, type Scalar, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Loss } from '../losses/loss.js';
import { withoutLabelCheck } from '../losses/require-label-rows.js';
import { requireOneLossPerSample } from '../losses/require-loss.js';
import { requireSameShape } from '../losses/require-loss-batch.js';
import type { Batch, Trainable } from '../types.js';
import { type Part, slicePart } from './equal-parts.js';
import { type LossAndGradients, lossAndGradients } from './loss-and-gradients.js';
import { meanLoss } from './mean-loss.js';

/**
 * Computes loss, logits and gradients of a whole batch, one part after another if it is split.
 *
 * The loss is a mean over samples, so each part is weighted by its share of them, and the sums are those of the whole
 * batch up to rounding. Batch normalization is an exception, and so is a loss that compares the samples of a batch: they see each
 * part alone.
 *
 * @throws RangeError if the loss returns anything but one number a sample; anything that the model or the loss throws.
 */
export function batchGradients(
  model: Trainable,
  { images, labels, sampleWeights }: Pick<Batch, 'images' | 'labels' | 'sampleWeights'>,
  {
    parts,
    loss: lossOf,
    classWeights,
    step,
  }: {
    readonly parts: readonly Part[];
    readonly loss: Loss;
    readonly classWeights: readonly number[] | undefined;
    readonly step: number;
  },
): LossAndGradients {
  const passOver = ({ begin, size }: Part): LossAndGradients => {
    const someImages = slicePart(images, { begin, size });
    const someLabels = withoutLabelCheck(slicePart(labels, { begin, size }));
    const someWeights = sampleWeights === undefined ? undefined : slicePart(sampleWeights, { begin, size });
    try {
      return lossAndGradients(() => {
        const logits = model.logits(someImages, { training: true, step, firstImage: begin });
        requireSameShape({ labels: someLabels, logits });
        const losses = lossOf({ logits, labels: someLabels, ...(classWeights && { classWeights }) });
        const loss = meanLoss(requireOneLossPerSample(losses, size), someWeights);
        return { loss: mul<Scalar>(loss, size / images.shape[0]), logits };
      }, model.variables);
    } finally {
      dispose([someImages, someLabels]);
      someWeights?.dispose();
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
