import {
  add,
  customGrad,
  exp,
  type GradSaveFunc,
  logSoftmax,
  mul,
  neg,
  reshape,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { requireFraction } from '../require-number.js';
import { requireOptions } from '../require-options.js';
import type { Loss, LossBatch } from './loss.js';
import { requireLossBatch } from './require-loss-batch.js';

/**
 * Cross-entropy in nats between label rows and the softmax of logits, of one class per sample.
 *
 * l_n = -sum_c w_c y'_nc log softmax(logits_n)_c, with y' = (1 - s) y + s / classes for label smoothing s (Szegedy et al. 2016,
 * arXiv:1512.00567, section 7). Rows of labels are one-hot, or shares of classes that sum to 1; they are read to make sure, except on
 * webgpu, which cannot read at once. The loss is stable for all finite logits and differentiable once, with respect to the logits: the
 * gradient of l_n is (sum_c w_c y'_nc) softmax - w y'.
 *
 * @throws TypeError if an option is unknown; RangeError if labelSmoothing is outside [0, 1) or, in the loss, labels and logits differ in shape, a row of
 * labels is neither one-hot nor such shares, the length of classWeights is not the number of classes, or none of them is above 0.
 *
 * @example
 * import { losses } from '@hpa/train';
 * import { tensor2d } from '@tensorflow/tfjs-core';
 * const loss = losses.softmaxCrossEntropy();
 * const values = loss({ logits: tensor2d([[0, 0]]), labels: tensor2d([[1, 0]]) }); // [N]
 * (await values.data())[0]; // ~0.693147
 */
export function softmaxCrossEntropy(
  options: {
    /** The share of each label that is spread evenly over all classes, in [0, 1); 0 by default. */
    readonly labelSmoothing?: number;
  } = {},
): Loss {
  const { labelSmoothing = 0 } = requireOptions(options, {
    of: 'softmaxCrossEntropy',
    known: { labelSmoothing: true },
  });
  requireFraction(labelSmoothing, { name: 'labelSmoothing' });
  return (batch) => {
    requireLossBatch(batch, { task: 'single-label' });
    const losses = customGrad<Tensor1D>((input, saveUntyped) => {
      const save = saveUntyped as GradSaveFunc;
      const weightedLabels = weighted(smoothed(batch.labels, labelSmoothing), batch.classWeights);
      const logProbabilities = logSoftmax(input as Tensor2D);
      save([logProbabilities, weightedLabels]);
      return {
        value: neg(sum<Tensor1D>(mul(weightedLabels, logProbabilities), 1)),
        gradFunc: (upstream: Tensor1D, saved: Tensor[]) => logitGradient(upstream, saved),
      };
    });
    return tidy(() => losses(batch.logits));
  };
}

function smoothed(labels: Tensor2D, smoothing: number): Tensor2D {
  return smoothing === 0 ? labels : add(mul(labels, 1 - smoothing), smoothing / labels.shape[1]);
}

function weighted(labels: Tensor2D, classWeights: LossBatch['classWeights']): Tensor2D {
  return classWeights === undefined ? labels : mul(labels, tensor1d([...classWeights]));
}

/** (rowWeight softmax - weighted labels) upstream, where rowWeight = sum_c w_c y_c. */
function logitGradient(upstream: Tensor1D, [logProbabilities, weightedLabels]: readonly Tensor[]): Tensor {
  const rowWeight = sum(weightedLabels!, 1, true);
  const residual = sub(mul(exp(logProbabilities!), rowWeight), weightedLabels!);
  return mul(residual, reshape(upstream, [-1, 1]));
}
