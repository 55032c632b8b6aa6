import type { Loss } from '../losses/loss.js';
import type { BatchSplitter } from '../memory/batch-splitter.js';
import type { EpochRecord } from '../state/history.js';
import type { BatchSource, Task, Trainable } from '../types.js';
import type { FitOptions } from './fit-options.js';
import { logSoftmax, probabilities } from './probabilities.js';
import { type ScoredBatch, scoreBatches } from './score-batches.js';

/**
 * Computes loss, accuracy and named metrics over `batches(0)` in inference mode; null if the signal interrupts it.
 *
 * The loss is a mean over samples without weights and penalties, so that it is comparable across runs. Without one it is the
 * cross-entropy in nats of one class per sample. The lowest class wins among equal probabilities.
 *
 * @throws Error if a sample of one class has no label or there are no samples; anything that scoring or a metric throws.
 */
export async function validate(
  model: Trainable,
  batches: BatchSource,
  {
    task,
    loss,
    metrics,
    split,
    signal,
  }: {
    readonly task: Task;
    /** Null for softmax cross-entropy, computed on the host in double precision. */
    readonly loss: Loss | null;
    readonly metrics: NonNullable<FitOptions['metrics']>;
    readonly split: BatchSplitter;
    readonly signal: AbortSignal | undefined;
  },
): Promise<NonNullable<EpochRecord['validation']> | null> {
  const labels: (readonly number[])[] = [];
  const scores: number[][] = [];
  let lossSum = 0;
  let correct = 0;
  for await (const scored of scoreBatches(model, { batches, task, loss, split })) {
    if (signal?.aborted) {
      return null;
    }
    for (const row of scored.logits.keys()) {
      const judged = judgeSample(scored, { row, task });
      if (judged === null) {
        throw new Error(`validation sample ${labels.length + 1} must have a label; received a row of zeros`);
      }
      lossSum += judged.loss;
      correct += Number(judged.correct);
      labels.push(scored.labels[row]!);
      scores.push(judged.scores);
    }
  }
  if (labels.length === 0) {
    throw new Error('validation must hold at least one sample; received none');
  }
  const data =
    task === 'multi-label'
      ? { task, labels, scores }
      : { task, labels: labels.map(([label]) => label as number), scores };
  const named = Object.entries(metrics).map(([name, metric]) => [name, metric(data)] as const);
  return { ...Object.fromEntries(named), loss: lossSum / labels.length, accuracy: correct / labels.length };
}

/** The loss and the scores of one sample, and whether they are right; null if it needs a label and has none. */
function judgeSample(
  { labels, logits, losses }: ScoredBatch<unknown>,
  { row, task }: { readonly row: number; readonly task: Task },
): { readonly loss: number; readonly correct: boolean; readonly scores: number[] } | null {
  const indices = labels[row]!;
  const values = logits[row]!;
  const scores = probabilities(values, { task });
  if (task === 'multi-label') {
    const correct = scores.every((score, index) => score >= 0.5 === indices.includes(index));
    return { loss: losses![row]!, correct, scores };
  }
  const [label] = indices;
  if (label === undefined) {
    return null;
  }
  const logProbabilities = logSoftmax(values);
  const correct = logProbabilities.indexOf(Math.max(...logProbabilities)) === label;
  return { loss: losses?.[row] ?? -logProbabilities[label]!, correct, scores };
}
