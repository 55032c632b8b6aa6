import type { Tensor2D } from '@tensorflow/tfjs-core';
import { requireClassification } from './single-label/require-classification.js';
import type { ClassificationData } from './types.js';

/**
 * Reads one-hot labels and probabilities back from tensors into the plain arrays that the metrics take.
 *
 * Both are [samples, classes], any numeric type; they stay the caller's to dispose.
 *
 * @throws RangeError where the shapes differ, a row of labels is not one-hot, or the scores are not
 * probabilities (pass softmax(logits), not logits).
 */
export async function fromTensors({
  labels,
  scores,
}: {
  readonly labels: Tensor2D;
  readonly scores: Tensor2D;
}): Promise<ClassificationData> {
  const [samples, classes] = scores.shape;
  if (labels.shape[0] !== samples || labels.shape[1] !== classes) {
    throw new RangeError(
      `labels and scores must have one shape, [samples, classes]; received [${labels.shape}] and [${scores.shape}]`,
    );
  }
  const [labelValues, scoreValues] = await Promise.all([labels.data(), scores.data()]);
  const data = {
    labels: rowsOf(labelValues, { samples, classes }).map(hotIndex),
    scores: rowsOf(scoreValues, { samples, classes }),
  };
  requireClassification(data);
  return data;
}

function rowsOf(
  values: ArrayLike<number>,
  { samples, classes }: { samples: number; classes: number },
): number[][] {
  return Array.from({ length: samples }, (_, sample) =>
    Array.from({ length: classes }, (_, index) => values[sample * classes + index]!),
  );
}

function hotIndex(row: readonly number[], sample: number): number {
  const hot = row.indexOf(1);
  if (hot === -1 || row.some((value, index) => value !== 0 && index !== hot)) {
    throw new RangeError(`labels row ${sample} must be one-hot: a single 1 among 0s; received [${row}]`);
  }
  return hot;
}
