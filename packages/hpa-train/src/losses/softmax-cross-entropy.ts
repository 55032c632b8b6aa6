import {
  customGrad,
  div,
  exp,
  type GradSaveFunc,
  getBackend,
  logSoftmax,
  mul,
  neg,
  type Scalar,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { requireLabelRows } from './require-label-rows.js';
import { requireSomeWeight } from './require-some-weight.js';

/**
 * Mean cross-entropy in nats between label rows and the softmax of logits, both `[N, classes]`.
 *
 * loss = -1/N sum_n sum_c w_c y_nc log softmax(logits_n)_c. As in Keras, the weighted sum is divided by the number
 * of rows N, not by the sum of their weights. Rows of labels are one-hot, or shares of classes that sum to 1; they are read to make sure, except on webgpu, which cannot
 * read at once. The loss is stable for all finite logits. It is differentiable once, with respect to the logits: the gradient is
 * w_y (softmax - y) / N.
 *
 * @throws RangeError if labels and logits differ in shape, a row of labels is neither one-hot nor such shares, the length of classWeights is not the
 * number of classes, or none of them is above 0.
 *
 * @example
 * import { softmaxCrossEntropy } from '@hpa/train';
 * import { tensor2d } from '@tensorflow/tfjs-core';
 * const loss = softmaxCrossEntropy({ labels: tensor2d([[1, 0]]), logits: tensor2d([[0, 0]]) });
 * (await loss.data())[0]; // ~0.693147
 */
export function softmaxCrossEntropy({
  labels,
  logits,
  classWeights,
}: {
  /** `[N, classes]`. */
  readonly labels: Tensor2D;
  /** `[N, classes]`. */
  readonly logits: Tensor2D;
  /** One factor per class; 1 for all by default. */
  readonly classWeights?: readonly number[];
}): Scalar {
  requireSameShape({ labels, logits, classWeights });
  if (getBackend() !== 'webgpu') {
    requireLabelRows(labels);
  }
  return weightedCrossEntropy({ labels, logits, classWeights });
}

/** The loss without a look at the values of the labels, for those who have checked them. */
export function weightedCrossEntropy({
  labels,
  logits,
  classWeights,
}: {
  readonly labels: Tensor2D;
  readonly logits: Tensor2D;
  readonly classWeights: readonly number[] | undefined;
}): Scalar {
  requireSameShape({ labels, logits, classWeights });
  const rows = logits.shape[0];
  const weightedLoss = customGrad<Scalar>((input, saveUntyped) => {
    const save = saveUntyped as GradSaveFunc;
    const weightedLabels = classWeights === undefined ? labels : mul(labels, tensor1d([...classWeights]));
    const logProbabilities = logSoftmax(input as Tensor2D);
    save([logProbabilities, weightedLabels]);
    return {
      value: div(neg(sum(mul(weightedLabels, logProbabilities))), rows),
      gradFunc: (upstream: Scalar, saved: Tensor[]) => logitGradient(upstream, saved),
    };
  });
  return tidy(() => weightedLoss(logits));
}

/** (rowWeight softmax - weighted labels) upstream / N, where rowWeight = sum_c w_c y_c. */
function logitGradient(upstream: Scalar, [logProbabilities, weightedLabels]: readonly Tensor[]): Tensor {
  const rowWeight = sum(weightedLabels!, 1, true);
  const residual = sub(mul(exp(logProbabilities!), rowWeight), weightedLabels!);
  return mul(residual, div(upstream, logProbabilities!.shape[0]!));
}

function requireSameShape({
  labels,
  logits,
  classWeights,
}: {
  readonly labels: Tensor2D;
  readonly logits: Tensor2D;
  readonly classWeights: readonly number[] | undefined;
}): void {
  if (logits.shape.length !== 2 || labels.shape.join() !== logits.shape.join()) {
    throw new RangeError(
      `labels and logits must have the same shape [batch, classes]; received labels [${labels.shape}] and logits [${logits.shape}]`,
    );
  }
  const classes = logits.shape[1];
  if (classWeights !== undefined && classWeights.length !== classes) {
    throw new RangeError(
      `classWeights must hold one weight for each of ${classes} classes; received ${classWeights.length}`,
    );
  }
  if (classWeights !== undefined) {
    requireSomeWeight(classWeights);
  }
}
