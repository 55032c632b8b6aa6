import type { BatchSplitter } from '../memory/batch-splitter.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { trainStep } from '../step/train-step.js';
import type { Trainable, TrainingBatches } from '../types.js';
import type { BatchProgress } from './batch-progress.js';
import { yieldToEventLoop } from './yield-to-event-loop.js';

/** How one epoch is trained. */
export interface TrainEpochOptions {
  /** From 0. */
  readonly epoch: number;
  readonly epochs: number;
  /** Batches trained before this epoch. */
  readonly firstStep: number;
  readonly optimizer: Optimizer;
  readonly classWeights: readonly number[] | undefined;
  readonly clipNorm: number | undefined;
  readonly split: BatchSplitter;
  readonly signal: AbortSignal | undefined;
  readonly onBatch: ((progress: BatchProgress) => void) | undefined;
}

/** Totals of one epoch of training. */
export interface TrainedEpoch {
  /** Batches trained. */
  readonly steps: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly seconds: number;
  readonly imagesPerSecond: number;
  /** Images in the largest part of a batch that was split; null where none was. */
  readonly microBatchSize: number | null;
}

/**
 * Trains on every batch of one epoch, each disposed when done; null when the signal cut it short.
 *
 * @throws Error when the epoch has no batches or an empty one, and whatever splitting or trainStep() throws.
 */
export async function trainEpoch(
  model: Trainable,
  batches: TrainingBatches,
  { epoch, epochs, firstStep, optimizer, classWeights, clipNorm, split, signal, onBatch }: TrainEpochOptions,
): Promise<TrainedEpoch | null> {
  const started = performance.now();
  const elapsedSeconds = (): number => (performance.now() - started) / 1000;
  let steps = 0;
  let samples = 0;
  let lossSum = 0;
  let correctSum = 0;
  let microBatchSize: number | null = null;

  for await (const batch of batches.batches(epoch)) {
    try {
      const size = batch.images.shape[0];
      const step = firstStep + steps;
      const place = `epoch ${epoch + 1}, batch ${steps + 1}`;
      if (size === 0) {
        throw new Error(`${place}: the batch must hold at least one image; it is empty`);
      }
      const parts = split(batch.images);
      if (parts.length > 1) {
        microBatchSize = Math.max(microBatchSize ?? 0, parts[0]!.size);
      }
      const { loss, correct } = await trainStep(model, batch, {
        optimizer,
        classWeights,
        clipNorm,
        parts,
        step,
        place,
      });
      steps += 1;
      samples += size;
      lossSum += loss * size;
      correctSum += correct;
      onBatch?.({
        epoch: epoch + 1,
        epochs,
        batch: steps,
        samples,
        sampleCount: batches.sampleCount,
        batchLoss: loss,
        loss: lossSum / samples,
        accuracy: correctSum / samples,
        learningRate: optimizer.learningRate,
        seconds: elapsedSeconds(),
      });
    } finally {
      batch.dispose();
    }
    await yieldToEventLoop();
    if (signal?.aborted) {
      return null;
    }
  }

  if (samples === 0) {
    throw new Error(`epoch ${epoch + 1}: batches(${epoch}) must give at least one batch; it gave none`);
  }
  const seconds = elapsedSeconds();
  return {
    steps,
    loss: lossSum / samples,
    accuracy: correctSum / samples,
    seconds,
    imagesPerSecond: samples / seconds,
    microBatchSize,
  };
}
