import { type Loss, losses } from '@hpa/train';
import { add, mul, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Task } from '../answers/task.js';
import type { Recipe } from './recipe-schema.js';

type LossSettings = Recipe['loss'];

/**
 * Makes the loss that a recipe asks for. `cross-entropy` is that of the task: softmax for one class a sample, and for several a
 * binary one a class.
 */
export function createLoss(
  loss: LossSettings,
  {
    task,
    positiveWeights,
  }: {
    readonly task: Task;
    /** How much more the positive labels of each class weigh in binary cross-entropy; alike without. */
    readonly positiveWeights?: readonly number[] | undefined;
  },
): Loss {
  switch (loss.name) {
    case 'cross-entropy': {
      const { labelSmoothing = 0 } = loss;
      return task === 'single-label'
        ? losses.softmaxCrossEntropy({ labelSmoothing })
        : smoothed(losses.binaryCrossEntropy(positiveWeights ? { positiveWeights } : {}), labelSmoothing);
    }
    case 'focal': {
      const { gamma, alpha } = loss;
      return losses.focalLoss({
        ...(gamma !== undefined && { gamma }),
        ...(alpha !== undefined && { alpha }),
      });
    }
    case 'lovasz':
      return losses.lovaszLoss();
    case 'sum': {
      const terms = loss.terms.map(({ weight = 1, ...term }) => ({
        weight,
        term: createLoss(term as LossSettings, { task, positiveWeights }),
      }));
      return (batch) =>
        terms
          .map(({ weight, term }) => mul<Tensor1D>(term(batch), weight))
          .reduce((sum, each) => add<Tensor1D>(sum, each));
    }
  }
}

/** Moves each label towards 1/2, as a binary label has two values. */
function smoothed(loss: Loss, smoothing: number): Loss {
  return smoothing === 0
    ? loss
    : (batch) => loss({ ...batch, labels: add<Tensor2D>(mul(batch.labels, 1 - smoothing), smoothing / 2) });
}
