import { batchSplitter } from '../memory/batch-splitter.js';
import { type MemoryLimits, requireMemoryLimits } from '../memory/memory-limits.js';
import { requireFunction, requireOptions, requireSignal } from '../require-options.js';
import type { Batch, BatchSource, Trainable } from '../types.js';
import { requireSameInput, requireTrainable } from './require-same-input.js';
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
 * @throws RangeError if batches and card of the model state different channels or normalizations, labels and logits differ
 * in shape or a limit is out of range; TypeError if an option is unknown; the reason of the signal, an AbortError, if it
 * aborts; Error if there are no batches, not one image fits in memory, logits are not finite, or a label is neither one-hot nor zeros, naming the sample.
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
  batches: {
    /** The number of samples, for `onBatch`. */
    readonly sampleCount?: number;
    /** What the images are, if the source says so. */
    readonly input?: NonNullable<BatchSource['input']>;
    batches(epoch: number): AsyncIterable<Batch & { readonly ids: readonly string[] }>;
  },
  options: {
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
): Promise<Predictions> {
  const known = { memoryLimits: true, signal: true, onBatch: true } as const;
  const { memoryLimits, signal, onBatch } = requireOptions(options, { of: 'predict', known });
  requireTrainable(model);
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
  const labels: (number | null)[] = [];
  const scores: number[][] = [];
  let batch = 0;
  for await (const scored of scoreBatches(model, { batches, split })) {
    ids.push(...scored.batch.ids);
    labels.push(...scored.labels);
    scores.push(...scored.logProbabilities.map((row) => row.map(Math.exp)));
    batch += 1;
    onBatch?.({
      batch,
      samples: ids.length,
      sampleCount: batches.sampleCount,
      seconds: (performance.now() - started) / 1000,
    });
    signal?.throwIfAborted();
  }
  return { ids, labels, scores };
}
