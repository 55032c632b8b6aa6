import { Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import { describeValue } from '../describe-value.js';
import type { Loss } from './loss.js';

const EXAMPLES =
  'such as losses.softmaxCrossEntropy(), losses.binaryCrossEntropy(), losses.focalLoss() or losses.lovaszLoss()';

/**
 * Returns the loss if it is a function, or undefined if there is none.
 *
 * @throws TypeError if it is something else.
 */
export function requireLoss(loss: Loss | undefined): Loss | undefined {
  if (loss !== undefined && typeof loss !== 'function') {
    throw new TypeError(`loss must be a loss, ${EXAMPLES}; received ${describeValue(loss)}`);
  }
  return loss;
}

/**
 * Returns what a loss gave if it is one number a sample.
 *
 * @throws TypeError if it is no tensor; RangeError if it has another shape.
 */
export function requireOneLossPerSample(losses: Tensor1D, samples: number): Tensor1D {
  if (!((losses as unknown) instanceof Tensor)) {
    throw new TypeError(
      `the loss must return a tensor with one number a sample; received ${describeValue(losses)}`,
    );
  }
  if (losses.shape.join() !== `${samples}`) {
    throw new RangeError(
      `the loss must return one number a sample, [${samples}]; received shape [${losses.shape}]`,
    );
  }
  return losses;
}
