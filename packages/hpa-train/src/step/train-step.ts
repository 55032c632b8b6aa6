import {
  abs,
  argMax,
  cast,
  dispose,
  equal,
  max,
  type Scalar,
  scalar,
  stack,
  sub,
  sum,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Part } from '../memory/equal-parts.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Trainable, TrainingBatch } from '../types.js';
import { batchGradients } from './batch-gradients.js';
import { globalNorm } from './global-norm.js';
import type { LossAndGradients } from './loss-and-gradients.js';
import { scaleGradients } from './scale-gradients.js';

/** How the loop trains on each batch. */
export interface TrainStepOptions {
  readonly optimizer: Optimizer;
  readonly classWeights: readonly number[] | undefined;
  readonly clipNorm: number | undefined;
  /** The parts that go through the model one after another; one for the whole batch. */
  readonly parts: readonly Part[];
  /** Batches trained before this one. */
  readonly step: number;
  /** Where the batch stands, for errors: 'epoch 1, batch 3'. */
  readonly place: string;
}

/** What a step found before it updated the weights. */
export interface TrainStepResult {
  /** Mean weighted cross-entropy of the batch. */
  readonly loss: number;
  /** Samples whose highest logit is their class. */
  readonly correct: number;
}

/**
 * Trains on one batch with one read-back: forward, backward, check, update.
 *
 * The numbers are read before the update, so that a loss that is not finite leaves the weights as they were.
 *
 * @throws Error naming the place and the learning rate when loss or gradient norm is not finite, or the place when
 * a label row does not sum to 1; RangeError when labels and logits differ in shape.
 */
export async function trainStep(
  model: Trainable,
  batch: TrainingBatch,
  { optimizer, classWeights, clipNorm, parts, step, place }: TrainStepOptions,
): Promise<TrainStepResult> {
  const pass = batchGradients(model, batch, { parts, classWeights, step });
  let gradients = pass.gradients;
  try {
    const { loss, correct, labelError, norm } = await readSummary({
      pass,
      labels: batch.labels,
      withNorm: clipNorm !== undefined,
    });
    const rate = `learning rate ${optimizer.learningRate}`;
    if (!(labelError < 1e-3)) {
      throw new Error(`${place}: every row of labels must be one-hot and so sum to 1`);
    }
    if (!Number.isFinite(loss)) {
      throw new Error(`${place}: the loss is ${loss} at ${rate}`);
    }
    if (!Number.isFinite(norm)) {
      throw new Error(`${place}: the gradient norm is ${norm} at ${rate}`);
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

interface StepSummary extends TrainStepResult {
  /** How far from 1 the sum of a label row is, at worst. */
  readonly labelError: number;
  /** 0 when not asked for. */
  readonly norm: number;
}

async function readSummary({
  pass,
  labels,
  withNorm,
}: {
  readonly pass: LossAndGradients;
  readonly labels: Tensor2D;
  readonly withNorm: boolean;
}): Promise<StepSummary> {
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
