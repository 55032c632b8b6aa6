import { batchSplitter } from '../memory/batch-splitter.js';
import { checkMemoryLimits, type MemoryLimits } from '../memory/memory-limits.js';
import type { Trainable, TrainingBatch } from '../types.js';
import { scoreBatches } from './score-batches.js';

/** A batch whose samples have names. */
export interface NamedBatch extends TrainingBatch {
  readonly ids: readonly string[];
}

/** What a model says of each sample, in the order of the batches. */
export interface Predictions {
  readonly ids: readonly string[];
  /** Class index; null where the row of labels is all zeros. */
  readonly labels: readonly (number | null)[];
  /** One row of class probabilities per sample, which sums to 1. */
  readonly scores: readonly (readonly number[])[];
}

/**
 * Class probabilities for every sample of `batches(0)`, with the model in inference mode.
 *
 * @param options.memoryLimits What the engine can hold; a batch that would take more is scored in parts.
 * @throws RangeError when labels and logits differ in shape or a limit is out of range; Error when there is no batch
 * or not one image fits in memory, or naming a sample whose logits are not finite or whose label is neither one-hot
 * nor zero.
 */
export async function predict(
  model: Trainable,
  batches: { batches(epoch: number): AsyncIterable<NamedBatch> },
  { memoryLimits }: { readonly memoryLimits?: MemoryLimits } = {},
): Promise<Predictions> {
  if (memoryLimits !== undefined) {
    checkMemoryLimits(memoryLimits);
  }
  const split = batchSplitter(model, { pass: 'inference', limits: memoryLimits });
  const ids: string[] = [];
  const labels: (number | null)[] = [];
  const scores: number[][] = [];
  for await (const scored of scoreBatches(model, { batches, split })) {
    ids.push(...scored.batch.ids);
    labels.push(...scored.labels);
    scores.push(...scored.logProbabilities.map((row) => row.map(Math.exp)));
  }
  return { ids, labels, scores };
}
