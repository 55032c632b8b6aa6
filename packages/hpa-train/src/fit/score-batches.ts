import { cast, concat, expandDims, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { Diverged } from '../diverged.js';
import type { Loss } from '../losses/loss.js';
import { withoutLabelCheck } from '../losses/require-label-rows.js';
import { requireOneLossPerSample } from '../losses/require-loss.js';
import { requireSameShape } from '../losses/require-loss-batch.js';
import type { BatchSplitter } from '../memory/batch-splitter.js';
import { slicePart } from '../step/equal-parts.js';
import type { Batch, Task, Trainable } from '../types.js';
import { yieldToEventLoop } from './yield-to-event-loop.js';

/** The scores of one batch, read back as rows. */
export interface ScoredBatch<Scored> {
  /** The batch itself; its tensors are disposed when the next batch is requested. */
  readonly batch: Scored;
  /** The class indices of each row, in ascending order; none for a row of zeros. */
  readonly labels: readonly (readonly number[])[];
  /** Finite logits, one row per sample. */
  readonly logits: readonly (readonly number[])[];
  /** One loss per sample; null if no loss was asked for. */
  readonly losses: readonly number[] | null;
}

/**
 * Scores every batch of epoch 0 in inference mode, with one read-back each, and disposes it.
 *
 * The loss, if there is one, sees each batch whole.
 *
 * @throws RangeError if labels and logits differ in shape; Error if a row of logits or a loss is not finite, or a label is
 * neither one-hot nor zeros (of several classes: neither 0 nor 1), naming the row, if there are no batches, or if not one image fits in memory.
 */
export async function* scoreBatches<Scored extends Batch>(
  model: Trainable,
  {
    batches,
    task,
    loss = null,
    split,
  }: {
    readonly batches: { batches(epoch: number): AsyncIterable<Scored> };
    readonly task: Task;
    readonly loss?: Loss | null;
    readonly split: BatchSplitter;
  },
): AsyncGenerator<ScoredBatch<Scored>, void, undefined> {
  let count = 0;
  for await (const batch of batches.batches(0)) {
    count += 1;
    try {
      const { labelRows, logitRows, losses } = await readRows(model, { batch, loss, split });
      const rowName = (row: number): string => {
        const id = batch.ids?.[row];
        return `batch ${count}, row ${row + 1}${id === undefined ? '' : ` (${id})`}`;
      };
      yield {
        batch,
        labels: labelRows.map((values, row) => classIndices(values, { task, rowName: rowName(row) })),
        logits: logitRows.map((values, row) =>
          requireFinite(values, { name: 'logits', rowName: rowName(row) }),
        ),
        losses:
          losses?.map(
            (value, row) => requireFinite([value], { name: 'the loss', rowName: rowName(row) })[0]!,
          ) ?? null,
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
  {
    batch: { images, labels },
    loss,
    split,
  }: { readonly batch: Batch; readonly loss: Loss | null; readonly split: BatchSplitter },
): Promise<{ labelRows: number[][]; logitRows: number[][]; losses: number[] | null }> {
  const [, classes] = labels.shape;
  const all = tidy(() => {
    const parts = split(images).map((part) =>
      tidy(() => model.logits(slicePart(images, part), { training: false })),
    );
    const logits = concat<Tensor2D>(parts);
    requireSameShape({ labels, logits });
    const read: Tensor2D[] = [cast(labels, 'float32'), logits];
    if (loss !== null) {
      const losses = requireOneLossPerSample(
        loss({ logits, labels: withoutLabelCheck(labels) }),
        logits.shape[0],
      );
      read.push(expandDims(losses, 1));
    }
    return concat<Tensor2D>(read, 1); // [N, 2 classes], and one more for the loss
  });
  try {
    const rows = await all.array();
    return {
      labelRows: rows.map((row) => row.slice(0, classes)),
      logitRows: rows.map((row) => row.slice(classes, 2 * classes)),
      losses: loss === null ? null : rows.map((row) => row[2 * classes]!),
    };
  } finally {
    all.dispose();
  }
}

function classIndices(
  values: readonly number[],
  { task, rowName }: { readonly task: Task; readonly rowName: string },
): number[] {
  const marked = values.flatMap((value, index) => (value === 0 ? [] : [index]));
  const whole = marked.every((index) => values[index] === 1);
  if (task === 'multi-label' && !whole) {
    throw new Error(`${rowName}: labels must be 0 or 1; received [${values}]`);
  }
  if (task === 'single-label' && !(whole && marked.length <= 1)) {
    const remedy = whole ? ": several labels a sample need task: 'multi-label'" : '';
    throw new Error(
      `${rowName}: the label must be one-hot, or zeros for none; received [${values}]${remedy}`,
    );
  }
  return marked;
}

function requireFinite(
  values: readonly number[],
  { name, rowName }: { readonly name: string; readonly rowName: string },
): readonly number[] {
  if (!values.every(Number.isFinite)) {
    throw new Diverged(`${rowName}: ${name} must be finite; received [${values}]`);
  }
  return values;
}
