import {
  addN,
  argMax,
  cast,
  dispose,
  equal,
  logicalAnd,
  mul,
  type Scalar,
  scalar,
  sqrt,
  square,
  stack,
  sum,
  type Tensor,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { Diverged } from '../diverged.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Batch, Trainable } from '../types.js';
import { batchGradients } from './batch-gradients.js';
import type { Part } from './equal-parts.js';
import type { LossAndGradients } from './loss-and-gradients.js';

type Gradients = LossAndGradients['gradients'];

/**
 * Trains on one batch with one read-back: forward, backward, check, update.
 *
 * The numbers are read before the update, so a loss that is not finite leaves the weights unchanged.
 *
 * @returns The mean weighted cross-entropy of the batch, and the number of samples whose highest logit is their class.
 * @throws Error if the loss or the gradient norm is not finite, or a row of labels is not one-hot, naming the
 * place; RangeError if labels and logits differ in shape.
 */
export async function trainStep(
  model: Trainable,
  batch: Batch,
  {
    optimizer,
    classWeights,
    clipNorm,
    parts,
    step,
    place,
  }: {
    readonly optimizer: Optimizer;
    readonly classWeights: readonly number[] | undefined;
    readonly clipNorm: number | undefined;
    /** The parts that pass through the model one after another; one for the whole batch. */
    readonly parts: readonly Part[];
    /** The number of batches trained before this one. */
    readonly step: number;
    /** The position of the batch, for errors: 'epoch 1, batch 3'. */
    readonly place: string;
  },
): Promise<{ readonly loss: number; readonly correct: number }> {
  const pass = batchGradients(model, batch, { parts, classWeights, step });
  let gradients = pass.gradients;
  try {
    const { loss, correct, oneHotRows, norm } = await readSummary({
      pass,
      labels: batch.labels,
      withNorm: clipNorm !== undefined,
    });
    const rate = `learning rate ${optimizer.learningRate}`;
    if (oneHotRows !== batch.labels.shape[0]) {
      throw new Error(`${place}: ${await describeWrongRow(batch)}`);
    }
    if (!Number.isFinite(loss)) {
      throw new Diverged(`${place}: the loss must be finite; received ${loss} at ${rate}`);
    }
    if (!Number.isFinite(norm)) {
      throw new Diverged(`${place}: the gradient norm must be finite; received ${norm} at ${rate}`);
    }
    if (clipNorm !== undefined && norm > clipNorm) {
      gradients = scaleGradients(gradients, clipNorm / norm);
    }
    const { learningRateScales } = model;
    optimizer.apply(gradients, model.variables, { learningRateScales });
    return { loss, correct };
  } finally {
    dispose([pass.loss, pass.logits]);
    dispose({ ...gradients });
  }
}

/** Names the first row of labels that is not one-hot. */
async function describeWrongRow({ labels, ids }: Batch): Promise<string> {
  const rows = await labels.array();
  const isOneHot = (row: readonly number[]) =>
    row.every((value) => value === 0 || value === 1) && row.filter((value) => value === 1).length === 1;
  const wrong = rows.findIndex((row) => !isOneHot(row));
  const id = ids?.[wrong];
  return `every row of labels must be one-hot; row ${wrong + 1}${id === undefined ? '' : ` (${id})`} is [${rows[wrong]}]`;
}

/** `oneHotRows` counts the rows of labels that hold a single 1 and else zeros; `norm` is 0 unless requested. */
async function readSummary({
  pass,
  labels,
  withNorm,
}: {
  readonly pass: LossAndGradients;
  readonly labels: Tensor2D;
  readonly withNorm: boolean;
}): Promise<Record<'loss' | 'correct' | 'oneHotRows' | 'norm', number>> {
  const summary = tidy(() => {
    const hits = equal(argMax(pass.logits, 1), argMax(labels, 1));
    const correct = sum<Scalar>(cast(hits, 'float32'));
    // Counted by equality, which no NaN passes.
    const ones = sum(cast(equal(labels, 1), 'int32'), 1);
    const zeros = sum(cast(equal(labels, 0), 'int32'), 1);
    const oneHot = logicalAnd(equal(ones, 1), equal(zeros, labels.shape[1] - 1));
    const oneHotRows = sum<Scalar>(cast(oneHot, 'float32'));
    return stack([pass.loss, correct, oneHotRows, withNorm ? globalNorm(pass.gradients) : scalar(0)]);
  });
  try {
    const [loss, correct, oneHotRows, norm] = await summary.data();
    return { loss: loss!, correct: correct!, oneHotRows: oneHotRows!, norm: norm! };
  } finally {
    summary.dispose();
  }
}

/** The Euclidean norm of all gradients as one vector; 0 if there are none. */
function globalNorm(gradients: Gradients): Scalar {
  return tidy(() => {
    const squares = Object.values(gradients).map((gradient) => tidy(() => sum<Scalar>(square(gradient))));
    return sqrt(addN([scalar(0), ...squares]));
  });
}

/** Multiplies each gradient by a factor, and disposes the original. */
function scaleGradients(gradients: Gradients, factor: number): Gradients {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]): [string, Tensor] => {
      const scaled = tidy(() => mul(gradient, factor));
      gradient.dispose();
      return [name, scaled];
    }),
  );
}
