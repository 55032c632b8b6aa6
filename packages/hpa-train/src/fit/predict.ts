import { batchSplitter } from '../memory/batch-splitter.js';
import { type MemoryLimits, requireMemoryLimits } from '../memory/memory-limits.js';
import { requireFunction, requireOptions, requireSignal } from '../require-options.js';
import type { Batch, BatchSource, Trainable } from '../types.js';
import { probabilities } from './probabilities.js';
import { requireSameInput, requireTrainable } from './require-same-input.js';
import { requireTask } from './require-task.js';
import { scoreBatches } from './score-batches.js';

/** The class probabilities of each sample, in the order of the batches. */
export type Predictions =
  | {
      readonly task: 'single-label';
      readonly ids: readonly string[];
      /** Class indices; null for a row of labels that is all zeros. */
      readonly labels: readonly (number | null)[];
      /** One row of class probabilities per sample, summing to 1. */
      readonly scores: readonly (readonly number[])[];
    }
  | {
      readonly task: 'multi-label';
      readonly ids: readonly string[];
      /** The class indices of each sample, in ascending order; none for a row of labels that is all zeros. */
      readonly labels: readonly (readonly number[])[];
      /** One row of class probabilities per sample, each in [0, 1] by itself. */
      readonly scores: readonly (readonly number[])[];
    };

/**
 * Computes class probabilities for every sample of `batches(0)`, with the model in inference mode: the softmax of the logits, or a
 * sigmoid per class where a sample may have several.
 *
 * @throws RangeError if batches and card of the model state different channels or normalizations, labels and logits differ
 * in shape, a limit is out of range or the card states another task; TypeError if an option is unknown; the reason of the signal, an AbortError, if it
 * aborts; Error if there are no batches, not one image fits in memory, logits are not finite, or a label is neither one-hot nor zeros (of several classes: neither 0 nor 1), naming the sample.
 *
 * @example
 * import { predict } from '@hpa/train';
 * import { reshape, tensor2d, tensor4d } from '@tensorflow/tfjs-core';
 * const model = { variables: [], logits: (images) => reshape(images, [-1, 2]) };
 * const images = tensor4d([[[[3, 3]]]]);
 * const labels = tensor2d([[0, 1]]);
 * const batches = { batches: async function* () { yield { images, labels, ids: ['cell'], dispose() {} }; } };
 * await predict(model, batches); // { "task": "single-label", "ids": ["cell"], "labels": [1], "scores": [[0.5, 0.5]] }
 */
export async function predict<Chosen extends 'single-label' | 'multi-label' = 'single-label' | 'multi-label'>(
  model: Trainable,
  batches: {
    /** The number of samples, for `onBatch`. */
    readonly sampleCount?: number;
    /** What the images are, if the source says so. */
    readonly input?: NonNullable<BatchSource['input']>;
    batches(epoch: number): AsyncIterable<Batch & { readonly ids: readonly string[] }>;
  },
  options: {
    /** What a row of labels may hold; by default what the card of the model says, or else one class. */
    readonly task?: Chosen;
    /** The memory of the engine; a batch that would take more is scored in parts. */
    readonly memoryLimits?: MemoryLimits;
    /** Ends the call after the current batch; it then rejects with the reason of the signal. */
    readonly signal?: AbortSignal;
    /** Called after every batch. */
    readonly onBatch?: (progress: {
      /** From 1. */
      readonly batch: number;
      /** Samples scored so far. */
      readonly samples: number;
      /** All samples; undefined if the source does not say. */
      readonly sampleCount: number | undefined;
      /** Since the call. */
      readonly seconds: number;
    }) => void;
  } = {},
): Promise<Extract<Predictions, { readonly task: Chosen }>> {
  const known = { task: true, memoryLimits: true, signal: true, onBatch: true } as const;
  const { memoryLimits, signal, onBatch } = requireOptions(options, { of: 'predict', known });
  requireTrainable(model);
  const task = requireTask(options.task, model);
  requireSameInput(model, batches, { name: 'batches' });
  requireSignal(signal);
  requireFunction(onBatch, { name: 'onBatch' });
  if (memoryLimits !== undefined) {
    requireMemoryLimits(memoryLimits, { name: 'memoryLimits' });
  }
  signal?.throwIfAborted();
  const started = performance.now();
  const split = batchSplitter(model, { pass: 'inference', limits: memoryLimits });
  const ids: string[] = [];
  const labels: (readonly number[])[] = [];
  const scores: number[][] = [];
  let batch = 0;
  for await (const scored of scoreBatches(model, { batches, task, split })) {
    ids.push(...scored.batch.ids);
    labels.push(...scored.labels);
    scores.push(...scored.logits.map((row) => probabilities(row, { task })));
    batch += 1;
    onBatch?.({
      batch,
      samples: ids.length,
      sampleCount: batches.sampleCount,
      seconds: (performance.now() - started) / 1000,
    });
    signal?.throwIfAborted();
  }
  const predictions: Predictions =
    task === 'multi-label'
      ? { task, ids, labels, scores }
      : { task, ids, labels: labels.map(([label]) => label ?? null), scores };
  return predictions as Extract<Predictions, { readonly task: Chosen }>;
}
