import {
  abs,
  addN,
  all,
  argMax,
  cast,
  dispose,
  equal,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  mul,
  type Scalar,
  scalar,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { Diverged } from '../diverged.js';
import { isLabelRow, SUM_TOLERANCE } from '../losses/require-label-rows.js';
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
 * @throws Error if the loss or the gradient norm is not finite, or a row of labels is neither one-hot nor shares of classes that sum to 1, naming the
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
    const { loss, correct, wrongRows, norm } = await readSummary({
      pass,
      labels: batch.labels,
      withNorm: clipNorm !== undefined,
    });
    const rate = `learning rate ${optimizer.learningRate}`;
    if (wrongRows !== 0) {
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

/** Names the first row of labels that is neither one-hot nor shares of classes. */
async function describeWrongRow({ labels, ids }: Batch): Promise<string> {
  const rows = await labels.array();
  const wrong = rows.findIndex((row) => !isLabelRow(row));
  const id = ids?.[wrong];
  return `every row of labels must be one-hot, or shares in [0, 1] that sum to 1; row ${wrong + 1}${id === undefined ? '' : ` (${id})`} is [${rows[wrong]}]`;
}

/** `wrongRows` counts the rows of labels that are neither one-hot nor shares; `norm` is 0 unless requested. */
async function readSummary({
  pass,
  labels,
  withNorm,
}: {
  readonly pass: LossAndGradients;
  readonly labels: Tensor2D;
  readonly withNorm: boolean;
}): Promise<Record<'loss' | 'correct' | 'wrongRows' | 'norm', number>> {
  const summary = tidy(() => {
    const hits = equal(argMax(pass.logits, 1), argMax(labels, 1));
    const correct = sum<Scalar>(cast(hits, 'float32'));
    // The right rows are counted, since no NaN passes a comparison.
    const shares = all(logicalAnd(greaterEqual(labels, 0), lessEqual(labels, 1)), 1);
    const whole = less(abs(sub(sum(labels, 1), 1)), SUM_TOLERANCE);
    const rightRows = sum<Scalar>(cast(logicalAnd(shares, whole), 'float32'));
    const wrongRows = sub<Scalar>(labels.shape[0], rightRows);
    return stack([pass.loss, correct, wrongRows, withNorm ? globalNorm(pass.gradients) : scalar(0)]);
  });
  try {
    const [loss, correct, wrongRows, norm] = await summary.data();
    return { loss: loss!, correct: correct!, wrongRows: wrongRows!, norm: norm! };
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
