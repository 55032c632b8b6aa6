import { batchSplitter } from '../memory/batch-splitter.js';
import { type MemoryLimits, requireMemoryLimits } from '../memory/memory-limits.js';
import type { Batch, Trainable } from '../types.js';
import { scoreBatches } from './score-batches.js';

/** The class probabilities of each sample, in the order of the batches. */
export interface Predictions {
  readonly ids: readonly string[];
  /** Class indices; null for a row of labels that is all zeros. */
  readonly labels: readonly (number | null)[];
  /** One row of class probabilities per sample, summing to 1. */
  readonly scores: readonly (readonly number[])[];
}

/**
 * Computes class probabilities for every sample of `batches(0)`, with the model in inference mode.
 *
 * @throws RangeError if labels and logits differ in shape or a limit is out of range; Error if there are no batches,
 * not one image fits in memory, logits are not finite, or a label is neither one-hot nor zeros, naming the sample.
 *
 * @example
 * import { predict } from '@hpa/train';
 * import { reshape, tensor2d, tensor4d } from '@tensorflow/tfjs-core';
 * const model = { variables: [], logits: (images) => reshape(images, [-1, 2]) };
 * const images = tensor4d([[[[3, 3]]]]);
 * const labels = tensor2d([[0, 1]]);
 * const batches = { batches: async function* () { yield { images, labels, ids: ['cell'], dispose() {} }; } };
 * await predict(model, batches); // { "ids": ["cell"], "labels": [1], "scores": [[0.5, 0.5]] }
 */
export async function predict(
  model: Trainable,
  batches: { batches(epoch: number): AsyncIterable<Batch & { readonly ids: readonly string[] }> },
  {
    memoryLimits,
  }: {
    /** The memory of the engine; a batch that would take more is scored in parts. */
    readonly memoryLimits?: MemoryLimits;
  } = {},
): Promise<Predictions> {
  if (memoryLimits !== undefined) {
    requireMemoryLimits(memoryLimits, { name: 'memoryLimits' });
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
