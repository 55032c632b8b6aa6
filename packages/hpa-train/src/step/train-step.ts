import {
  abs,
  all,
  argMax,
  cast,
  dispose,
  equal,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  type Scalar,
  scalar,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import { Diverged } from '../diverged.js';
import type { Loss } from '../losses/loss.js';
import { isLabelRow, LABEL_ROWS, SUM_TOLERANCE } from '../losses/require-label-rows.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Batch, Task, Trainable } from '../types.js';
import { addPenalty, type Penalty } from './add-penalty.js';
import { batchGradients } from './batch-gradients.js';
import { globalNorm, limitGradients, scaleGradients } from './clip-gradients.js';
import type { Part } from './equal-parts.js';
import type { LossAndGradients } from './loss-and-gradients.js';

/**
 * Trains on one batch with one read-back: forward, backward, check, update.
 *
 * The numbers are read before the update, so a loss that is not finite leaves the weights unchanged.
 *
 * @returns The mean weighted loss of the batch with its penalties, and the number of samples that the model gets right: whose highest
 * logit is their class or, of several classes, whose probabilities are at least 0.5 for exactly theirs.
 * @throws Error if the loss or the gradient norm is not finite, a row of labels does not fit the task or a weight of a sample is negative, naming the
 * place; RangeError if labels, weights and logits differ in shape.
 */
export async function trainStep(
  model: Trainable,
  batch: Batch,
  {
    optimizer,
    task,
    loss: lossOf,
    classWeights,
    settings: { learningRateScales, weightDecays, penalties },
    clipValue,
    clipNorm,
    parts,
    step,
    place,
  }: {
    readonly optimizer: Optimizer;
    readonly task: Task;
    readonly loss: Loss;
    readonly classWeights: readonly number[] | undefined;
    readonly settings: {
      readonly learningRateScales: ReadonlyMap<Variable, number> | undefined;
      readonly weightDecays: ReadonlyMap<Variable, number>;
      readonly penalties: ReadonlyMap<Variable, Penalty>;
    };
    /** The value clips before the norm. */
    readonly clipValue: number | undefined;
    readonly clipNorm: number | undefined;
    /** The parts that pass through the model one after another; one for the whole batch. */
    readonly parts: readonly Part[];
    /** The number of batches trained before this one. */
    readonly step: number;
    /** The position of the batch, for errors: 'epoch 1, batch 3'. */
    readonly place: string;
  },
): Promise<{ readonly loss: number; readonly correct: number }> {
  requireWeightPerSample(batch, { place });
  const pass = addPenalty(batchGradients(model, batch, { parts, loss: lossOf, classWeights, step }), {
    penalties,
  });
  let gradients = pass.gradients;
  const norms: Scalar[] = [];
  try {
    // Before the clipping by value, which may turn what is not finite into a limit.
    if (clipValue !== undefined || clipNorm !== undefined) {
      norms.push(globalNorm(gradients));
    }
    if (clipValue !== undefined) {
      gradients = limitGradients(gradients, clipValue);
    }
    if (clipValue !== undefined && clipNorm !== undefined) {
      norms.push(globalNorm(gradients));
    }
    const { loss, correct, wrongRows, wrongWeights, wholeNorm, norm } = await readSummary({
      pass,
      batch,
      task,
      norms,
    });
    const rate = `learning rate ${optimizer.learningRate}`;
    if (wrongRows !== 0) {
      throw new Error(`${place}: ${await describeWrongRow(batch, { task })}`);
    }
    if (wrongWeights !== 0) {
      throw new Error(`${place}: ${await describeWrongWeight(batch)}`);
    }
    if (!Number.isFinite(loss)) {
      throw new Diverged(`${place}: the loss must be finite; received ${loss} at ${rate}`);
    }
    if (!Number.isFinite(wholeNorm)) {
      throw new Diverged(`${place}: the gradient norm must be finite; received ${wholeNorm} at ${rate}`);
    }
    if (clipNorm !== undefined && norm > clipNorm) {
      gradients = scaleGradients(gradients, clipNorm / norm);
    }
    optimizer.apply(gradients, model.variables, { learningRateScales, weightDecays });
    return { loss, correct };
  } finally {
    dispose([pass.loss, pass.logits, ...norms]);
    dispose({ ...gradients });
  }
}

/** Names the first row of labels that does not fit the task. */
async function describeWrongRow({ labels, ids }: Batch, { task }: { readonly task: Task }): Promise<string> {
  const rows = await labels.array();
  const wrong = rows.findIndex((row) => !isLabelRow(row, { task }));
  const several = task === 'single-label' && rows[wrong]!.filter((share) => share === 1).length > 1;
  const remedy = several ? ": several labels a sample need task: 'multi-label'" : '';
  return `every row of labels must be ${LABEL_ROWS[task]}; row ${wrong + 1}${named(ids?.[wrong])} is [${rows[wrong]}]${remedy}`;
}

/** Names the first sample whose weight is no finite number of at least 0. */
async function describeWrongWeight({ sampleWeights, ids }: Batch): Promise<string> {
  const weights = [...(await sampleWeights!.data())];
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  return `every weight of a sample must be at least 0; that of row ${wrong + 1}${named(ids?.[wrong])} is ${weights[wrong]}`;
}

const named = (id: string | undefined): string => (id === undefined ? '' : ` (${id})`);

function requireWeightPerSample(
  { images, sampleWeights }: Batch,
  { place }: { readonly place: string },
): void {
  const count = images.shape[0];
  if (sampleWeights !== undefined && sampleWeights.shape.join() !== `${count}`) {
    throw new RangeError(
      `${place}: sampleWeights must hold one weight per sample, [${count}]; received shape [${sampleWeights.shape}]`,
    );
  }
}

/** `wrongRows` and `wrongWeights` count what does not fit; the first of the norms, or 0, is `wholeNorm`, the last is `norm`. */
async function readSummary({
  pass,
  batch: { labels, sampleWeights },
  task,
  norms,
}: {
  readonly pass: LossAndGradients;
  readonly batch: Batch;
  readonly task: Task;
  readonly norms: readonly Scalar[];
}): Promise<Record<'loss' | 'correct' | 'wrongRows' | 'wrongWeights' | 'wholeNorm' | 'norm', number>> {
  const summary = tidy(() => {
    const correct = count(task === 'single-label' ? sameClass(pass, labels) : sameClasses(pass, labels));
    // What is right is counted, since no NaN passes a comparison.
    const inRange = all(logicalAnd(greaterEqual(labels, 0), lessEqual(labels, 1)), 1);
    const whole = (): Tensor => less(abs(sub(sum(labels, 1), 1)), SUM_TOLERANCE);
    const rightRows = count(task === 'single-label' ? logicalAnd(inRange, whole()) : inRange);
    const wrongRows = sub<Scalar>(labels.shape[0], rightRows);
    const wrongWeights =
      sampleWeights === undefined ? scalar(0) : sub<Scalar>(sampleWeights.size, countWeights(sampleWeights));
    return stack([pass.loss, correct, wrongRows, wrongWeights, ...norms]);
  });
  try {
    const [loss, correct, wrongRows, wrongWeights, wholeNorm = 0, norm = wholeNorm] = await summary.data();
    return {
      loss: loss!,
      correct: correct!,
      wrongRows: wrongRows!,
      wrongWeights: wrongWeights!,
      wholeNorm,
      norm,
    };
  } finally {
    summary.dispose();
  }
}

function sameClass({ logits }: LossAndGradients, labels: Tensor2D): Tensor {
  return equal(argMax(logits, 1), argMax(labels, 1));
}

/** A logit of 0 is a probability of 0.5. */
function sameClasses({ logits }: LossAndGradients, labels: Tensor2D): Tensor {
  return all(equal(greaterEqual(logits, 0), greaterEqual(labels, 0.5)), 1);
}

function countWeights(weights: Tensor): Scalar {
  return count(logicalAnd(greaterEqual(weights, 0), less(weights, Number.POSITIVE_INFINITY)));
}

function count(flags: Tensor): Scalar {
  return sum(cast(flags, 'float32'));
}
