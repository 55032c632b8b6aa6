import type { BatchSplitter } from '../memory/batch-splitter.js';
import type { Trainable, TrainingBatches, ValidationMetric } from '../types.js';
import type { ValidationRecord } from './history.js';
import { scoreBatches } from './score-batches.js';

/**
 * Loss, accuracy and named metrics over `batches(0)` in inference mode; null when the signal cut it short.
 *
 * The loss is the mean cross-entropy in nats without class weights, so that it compares across runs. Among equal
 * probabilities the lowest class counts as predicted.
 *
 * @throws Error when a sample has no label or there is none, and whatever scoring or a metric throws.
 */
export async function validate(
  model: Trainable,
  batches: TrainingBatches,
  {
    metrics,
    split,
    signal,
  }: {
    readonly metrics: Readonly<Record<string, ValidationMetric>>;
    readonly split: BatchSplitter;
    readonly signal: AbortSignal | undefined;
  },
): Promise<ValidationRecord | null> {
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
        throw new Error(`validation sample ${labels.length + 1} must have a label; its row is all zeros`);
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
    throw new Error('validation must hold at least one sample; its batches are empty');
  }
  const named = Object.entries(metrics).map(([name, metric]) => [name, metric({ labels, scores })] as const);
  return { ...Object.fromEntries(named), loss: lossSum / labels.length, accuracy: correct / labels.length };
}
