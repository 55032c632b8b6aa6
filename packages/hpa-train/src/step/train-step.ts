import {
  abs,
  addN,
  argMax,
  cast,
  dispose,
  equal,
  max,
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
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Batch, Trainable } from '../types.js';
import { batchGradients } from './batch-gradients.js';
import type { Part } from './equal-parts.js';
import type { LossAndGradients } from './loss-and-gradients.js';

/** How far the sum of a row of labels may be from 1. */
const LABEL_TOLERANCE = 1e-3;

type Gradients = LossAndGradients['gradients'];

/**
 * Trains on one batch with one read-back: forward, backward, check, update.
 *
 * The numbers are read before the update, so a loss that is not finite leaves the weights unchanged.
 *
 * @returns The mean weighted cross-entropy of the batch, and the number of samples whose highest logit is their class.
 * @throws Error if the loss or the gradient norm is not finite, or a row of labels does not sum to 1, naming the
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
    const { loss, correct, labelError, norm } = await readSummary({
      pass,
      labels: batch.labels,
      withNorm: clipNorm !== undefined,
    });
    const rate = `learning rate ${optimizer.learningRate}`;
    if (!(labelError < LABEL_TOLERANCE)) {
      throw new Error(
        `${place}: every row of labels must be one-hot and so sum to 1; received a row off by ${labelError}`,
      );
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

/** `labelError` is the maximum distance of the sum of a label row from 1; `norm` is 0 unless requested. */
async function readSummary({
  pass,
  labels,
  withNorm,
}: {
  readonly pass: LossAndGradients;
  readonly labels: Tensor2D;
  readonly withNorm: boolean;
}): Promise<Record<'loss' | 'correct' | 'labelError' | 'norm', number>> {
  const summary = tidy(() => {
    const hits = equal(argMax(pass.logits, 1), argMax(labels, 1));
    const correct = sum<Scalar>(cast(hits, 'float32'));
    const labelError = max<Scalar>(abs(sub(sum(labels, 1), 1)));
    return stack([pass.loss, correct, labelError, withNorm ? globalNorm(pass.gradients) : scalar(0)]);
  });
  try {
    const [loss, correct, labelError, norm] = await summary.data();
    return { loss: loss!, correct: correct!, labelError: labelError!, norm: norm! };
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
