import { cast, concat, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { Diverged } from '../diverged.js';
import type { BatchSplitter } from '../memory/batch-splitter.js';
import { slicePart } from '../step/equal-parts.js';
import type { Batch, Trainable } from '../types.js';
import { yieldToEventLoop } from './yield-to-event-loop.js';

/** The scores of one batch, read back as rows. */
export interface ScoredBatch<Scored> {
  /** The batch itself; its tensors are disposed when the next batch is requested. */
  readonly batch: Scored;
  /** The class index of each row; null for a row of zeros, which has no label. */
  readonly labels: readonly (number | null)[];
  /** Natural logarithms of the class probabilities, one row per sample. */
  readonly logProbabilities: readonly (readonly number[])[];
}

/**
 * Scores every batch of epoch 0 in inference mode, with one read-back each, and disposes it.
 *
 * The softmax is computed on the host in double precision.
 *
 * @throws RangeError if labels and logits differ in shape; Error if a row of logits is not finite or a label is
 * neither one-hot nor zeros, naming the row, if there are no batches, or if not one image fits in memory.
 */
export async function* scoreBatches<Scored extends Batch>(
  model: Trainable,
  {
    batches,
    split,
  }: {
    readonly batches: { batches(epoch: number): AsyncIterable<Scored> };
    readonly split: BatchSplitter;
  },
): AsyncGenerator<ScoredBatch<Scored>, void, undefined> {
  let count = 0;
  for await (const batch of batches.batches(0)) {
    count += 1;
    try {
      const { labelRows, logitRows } = await readRows(model, { batch, split });
      const rowName = (row: number): string => {
        const id = batch.ids?.[row];
        return `batch ${count}, row ${row + 1}${id === undefined ? '' : ` (${id})`}`;
      };
      yield {
        batch,
        labels: labelRows.map((values, row) => classIndex(values, rowName(row))),
        logProbabilities: logitRows.map((values, row) => logSoftmax(values, rowName(row))),
      };
    } finally {
      batch.dispose();
    }
    await yieldToEventLoop();
  }
  if (count === 0) {
    throw new Error('batches(0) must yield at least one batch; received none');
  }
}

async function readRows(
  model: Trainable,
  { batch: { images, labels }, split }: { readonly batch: Batch; readonly split: BatchSplitter },
): Promise<{ labelRows: number[][]; logitRows: number[][] }> {
  const both = tidy(() => {
    const parts = split(images).map((part) =>
      tidy(() => model.logits(slicePart(images, part), { training: false })),
    );
    const logits = concat<Tensor2D>(parts);
    if (labels.shape.join() !== logits.shape.join()) {
      throw new RangeError(
        `labels and logits must have the same shape [batch, classes]; received labels [${labels.shape}] and logits [${logits.shape}]`,
      );
    }
    return concat<Tensor2D>([cast(labels, 'float32'), logits], 1); // [N, 2 classes]
  });
  try {
    const rows = await both.array();
    const classes = both.shape[1] / 2;
    return {
      labelRows: rows.map((row) => row.slice(0, classes)),
      logitRows: rows.map((row) => row.slice(classes)),
    };
  } finally {
    both.dispose();
  }
}

function classIndex(values: readonly number[], rowName: string): number | null {
  const marked = values.filter((value) => value !== 0);
  if (marked.length === 0) {
    return null;
  }
  if (marked.length > 1 || marked[0] !== 1) {
    throw new Error(`${rowName}: the label must be one-hot, or zeros for none; received [${values}]`);
  }
  return values.indexOf(1);
}

function logSoftmax(logits: readonly number[], rowName: string): number[] {
  if (!logits.every(Number.isFinite)) {
    throw new Diverged(`${rowName}: logits must be finite; received [${logits}]`);
  }
  const highest = Math.max(...logits);
  const logSum = Math.log(logits.reduce((total, logit) => total + Math.exp(logit - highest), 0));
  return logits.map((logit) => logit - highest - logSum);
}
