import type { Loss } from '../losses/loss.js';
import type { BatchSplitter } from '../memory/batch-splitter.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Penalty } from '../step/add-penalty.js';
import { trainStep } from '../step/train-step.js';
import type { BatchSource, Task, Trainable } from '../types.js';
import type { FitOptions } from './fit-options.js';
import { yieldToEventLoop } from './yield-to-event-loop.js';

/** The results of one epoch of training. */
export interface TrainedEpoch {
  /** The number of batches. */
  readonly steps: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly seconds: number;
  readonly imagesPerSecond: number;
  /** The number of images in the largest part of a split batch; null if no batch was split. */
  readonly microBatchSize: number | null;
}

/**
 * Trains on every batch of one epoch and disposes each; returns null if the signal interrupts it.
 *
 * @throws Error if the epoch has no batches or an empty one; anything that splitting or trainStep() throws.
 */
export async function trainEpoch(
  model: Trainable,
  batches: BatchSource,
  {
    epoch,
    epochs,
    firstStep,
    optimizer,
    learningRateAt,
    task,
    loss: lossOf,
    classWeights,
    penalty,
    clipNorm,
    split,
    signal,
    onBatch,
  }: {
    /** From 0. */
    readonly epoch: number;
    readonly epochs: number;
    /** The number of batches trained before this epoch. */
    readonly firstStep: number;
    readonly optimizer: Optimizer;
    /** The rate of an update, by the number of updates before it; undefined if the optimizer keeps its own. */
    readonly learningRateAt: ((step: number) => number) | undefined;
    readonly task: Task;
    readonly loss: Loss;
    readonly classWeights: readonly number[] | undefined;
    readonly penalty: Penalty;
    readonly clipNorm: number | undefined;
    readonly split: BatchSplitter;
    readonly signal: AbortSignal | undefined;
    readonly onBatch: FitOptions['onBatch'];
  },
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
        throw new Error(`${place}: the batch must hold at least one image; received none`);
      }
      const parts = split(batch.images);
      if (parts.length > 1) {
        microBatchSize = Math.max(microBatchSize ?? 0, parts[0]!.size);
      }
      if (learningRateAt !== undefined) {
        optimizer.learningRate = learningRateAt(step);
      }
      const { loss, correct } = await trainStep(model, batch, {
        optimizer,
        task,
        loss: lossOf,
        classWeights,
        penalty,
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
    throw new Error(`epoch ${epoch + 1}: batches(${epoch}) must yield at least one batch; received none`);
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
