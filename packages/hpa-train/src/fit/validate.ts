import type { BatchSplitter } from '../memory/batch-splitter.js';
import type { EpochRecord } from '../state/history.js';
import type { BatchSource, Trainable } from '../types.js';
import type { FitOptions } from './fit-options.js';
import { scoreBatches } from './score-batches.js';

/**
 * Computes loss, accuracy and named metrics over `batches(0)` in inference mode; null if the signal interrupts it.
 *
 * The loss is the mean cross-entropy in nats without class weights, so that it is comparable across runs. The lowest
 * class wins among equal probabilities.
 *
 * @throws Error if a sample has no label or there are no samples; anything that scoring or a metric throws.
 */
export async function validate(
  model: Trainable,
  batches: BatchSource,
  {
    metrics,
    split,
    signal,
  }: {
    readonly metrics: NonNullable<FitOptions['metrics']>;
    readonly split: BatchSplitter;
    readonly signal: AbortSignal | undefined;
  },
): Promise<NonNullable<EpochRecord['validation']> | null> {
  const labels: number[] = [];
  const scores: number[][] = [];
  let lossSum = 0;
  let correct = 0;
  for await (const scored of scoreBatches(model, { batches, split })) {
    if (signal?.aborted) {
      return null;
    }
    for (const [row, logProbabilities] of scored.logProbabilities.entries()) {
      const label = scored.labels[row];
      if (label == null) {
        throw new Error(`validation sample ${labels.length + 1} must have a label; received a row of zeros`);
      }
      lossSum -= logProbabilities[label]!;
      if (logProbabilities.indexOf(Math.max(...logProbabilities)) === label) {
        correct += 1;
      }
      labels.push(label);
      scores.push(logProbabilities.map(Math.exp));
    }
  }
  if (labels.length === 0) {
    throw new Error('validation must hold at least one sample; received none');
  }
  const named = Object.entries(metrics).map(([name, metric]) => [name, metric({ labels, scores })] as const);
  return { ...Object.fromEntries(named), loss: lossSum / labels.length, accuracy: correct / labels.length };
}
