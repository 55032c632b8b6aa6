import { add, mul, sub, type Tensor2D, tensor1d } from '@tensorflow/tfjs-core';
import { describeValue } from '../describe-value.js';
import { requireNonNegative } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import type { Loss } from './loss.js';
import { perClassLoss } from './per-class-loss.js';
import { requireClassValues } from './require-loss-batch.js';
import { stableSigmoid } from './stable-sigmoid.js';

/**
 * Binary cross-entropy in nats between labels and the sigmoid of logits, the mean over the classes of each sample.
 *
 * l_n = -1 / classes sum_c w_c (r_c y_nc log p_nc + (1 - y_nc) log(1 - p_nc)), with p = sigmoid(logits) and positive weights r: the
 * `pos_weight` of PyTorch's `BCEWithLogitsLoss`. Where a paper sums over classes, multiply the loss by their number. Labels are any numbers in
 * [0, 1]; they are read to make sure, except on webgpu. The loss is stable for all finite logits and differentiable once, with respect to
 * the logits: the gradient of l_nc is (1 - y) p - r y (1 - p).
 *
 * @throws TypeError if an option is unknown; RangeError if a positive weight is negative or, in the loss, labels and logits differ in shape, a label is
 * outside [0, 1], there is not one weight per class, or no class weight is above 0.
 *
 * @example
 * import { losses } from '@hpa/train';
 * import { tensor2d } from '@tensorflow/tfjs-core';
 * const loss = losses.binaryCrossEntropy({ positiveWeights: [3, 1] });
 * const values = loss({ logits: tensor2d([[0, 0]]), labels: tensor2d([[1, 0]]) });
 * (await values.data())[0]; // ~1.386294
 */
export function binaryCrossEntropy(
  options: {
    /** How many times a class counts where it is present, at least 0; 1 for all by default. */
    readonly positiveWeights?: readonly number[];
  } = {},
): Loss {
  const { positiveWeights } = requireOptions(options, {
    of: 'binaryCrossEntropy',
    known: { positiveWeights: true },
  });
  if (positiveWeights !== undefined && !Array.isArray(positiveWeights)) {
    throw new TypeError(
      `positiveWeights must be an array, one weight per class; received ${describeValue(positiveWeights)}`,
    );
  }
  for (const [index, weight] of (positiveWeights ?? []).entries()) {
    requireNonNegative(weight, { name: `positiveWeights[${index}]` });
  }
  return perClassLoss(({ logits, labels }) => {
    const { p, q, minusLogP, minusLogQ } = stableSigmoid(logits);
    requireClassValues(positiveWeights, {
      name: 'positiveWeights',
      one: 'weight',
      classes: logits.shape[1],
    });
    const present: Tensor2D =
      positiveWeights === undefined ? labels : mul(labels, tensor1d([...positiveWeights]));
    const absent = sub<Tensor2D>(1, labels);
    return {
      losses: add(mul(present, minusLogP), mul(absent, minusLogQ)),
      slopes: sub(mul(absent, p), mul(present, q)),
    };
  });
}
