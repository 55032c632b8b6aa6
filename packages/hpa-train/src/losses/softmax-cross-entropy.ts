import {
  customGrad,
  div,
  exp,
  type GradSaveFunc,
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

/**
 * Mean cross-entropy in nats between label rows and the softmax of logits, both `[N, classes]`.
 *
 * loss = -1/N sum_n sum_c w_c y_nc log softmax(logits_n)_c. As in Keras the weighted sum is divided by the number
 * of rows N, not by the sum of their weights. Rows of labels are one-hot, or probabilities that sum to 1. Stable
 * for logits of any finite size; differentiable once, with respect to the logits: for one-hot labels
 * w_y (softmax - y) / N.
 *
 * @throws RangeError when labels and logits differ in shape, or classWeights has another length than the rows.
 */
export function softmaxCrossEntropy({
  labels,
  logits,
  classWeights,
}: {
  readonly labels: Tensor2D;
  readonly logits: Tensor2D;
  readonly classWeights?: readonly number[];
}): Scalar {
  requireOneShape({ labels, logits, classWeights });
  const rows = logits.shape[0];
  const lossOf = customGrad<Scalar>((input, saveUntyped) => {
    const save = saveUntyped as GradSaveFunc;
    const weightedLabels = classWeights === undefined ? labels : mul(labels, tensor1d([...classWeights]));
    const logProbabilities = logSoftmax(input as Tensor2D);
    save([logProbabilities, weightedLabels]);
    return {
      value: div(neg(sum(mul(weightedLabels, logProbabilities))), rows),
      gradFunc: (upstream: Scalar, saved: Tensor[]) => logitGradient(upstream, saved),
    };
  });
  return tidy(() => lossOf(logits));
}

/** (rowWeight softmax - weighted labels) upstream / N, where rowWeight = sum_c w_c y_c. */
function logitGradient(upstream: Scalar, [logProbabilities, weightedLabels]: readonly Tensor[]): Tensor {
  const rowWeight = sum(weightedLabels!, 1, true);
  const residual = sub(mul(exp(logProbabilities!), rowWeight), weightedLabels!);
  return mul(residual, div(upstream, logProbabilities!.shape[0]!));
}

function requireOneShape({
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
      `labels and logits must have one shape [batch, classes]; received labels [${labels.shape}] and logits [${logits.shape}]`,
    );
  }
  const classes = logits.shape[1];
  if (classWeights !== undefined && classWeights.length !== classes) {
    throw new RangeError(
      `classWeights must hold one weight for each of ${classes} classes; received ${classWeights.length}`,
    );
  }
}
