import { add, exp, mul, sub, type Tensor2D } from '@tensorflow/tfjs-core';
import { requireFraction, requireNonNegative } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import type { Loss } from './loss.js';
import { perClassLoss } from './per-class-loss.js';
import { stableSigmoid } from './stable-sigmoid.js';

/**
 * Focal loss of Lin et al. 2017 (arXiv:1708.02002, equation 5), the mean over the classes of each sample: binary cross-entropy that
 * counts less where the answer is right already.
 *
 * l_n = -1 / classes sum_c w_c (a y_nc (1 - p_nc)^g log p_nc + (1 - a) (1 - y_nc) p_nc^g log(1 - p_nc)), with p = sigmoid(logits). Labels are any
 * numbers in [0, 1], between whose ends the two terms are mixed; they are read to make sure, except on webgpu. The loss is stable for all finite logits and
 * differentiable once, with respect to the logits.
 *
 * @throws TypeError if an option is unknown; RangeError if gamma is negative, alpha is not in [0, 1) or, in the loss, labels and logits differ in
 * shape, a label is outside [0, 1], or class weights do not fit.
 *
 * @example
 * import { losses } from '@hpa/train';
 * import { tensor2d } from '@tensorflow/tfjs-core';
 * const loss = losses.focalLoss({ gamma: 2, alpha: 0.25 });
 * const values = loss({ logits: tensor2d([[0]]), labels: tensor2d([[1]]) }); // 0.25 (1 - 0.5)^2 ln 2
 * (await values.data())[0]; // ~0.043322
 */
export function focalLoss(
  options: {
    /** How much less a right answer counts, at least 0; 2 by default. */
    readonly gamma?: number;
    /** The weight of a class where it is present, in [0, 1), and 1 - alpha where it is absent; 0.25 by default, null for 1 and 1. */
    readonly alpha?: number | null;
  } = {},
): Loss {
  const { gamma = 2, alpha = 0.25 } = requireOptions(options, {
    of: 'focalLoss',
    known: { gamma: true, alpha: true },
  });
  requireNonNegative(gamma, { name: 'gamma' });
  if (alpha !== null) {
    requireFraction(alpha, { name: 'alpha' });
  }
  return perClassLoss(({ logits, labels }) => {
    const { p, q, minusLogP, minusLogQ } = stableSigmoid(logits);
    const present: Tensor2D = alpha === null ? labels : mul(labels, alpha);
    const absent: Tensor2D = mul(sub(1, labels), alpha === null ? 1 : 1 - alpha);
    // (1 - p)^g = exp(-g (-log(1 - p))), which needs no power of 0.
    const missed = mul(present, exp(mul(minusLogQ, -gamma)));
    const claimed = mul(absent, exp(mul(minusLogP, -gamma)));
    return {
      losses: add(mul(missed, minusLogP), mul(claimed, minusLogQ)),
      slopes: sub(
        mul(claimed, add(mul(mul(q, minusLogQ), gamma), p)),
        mul(missed, add(mul(mul(p, minusLogP), gamma), q)),
      ),
    };
  });
}
