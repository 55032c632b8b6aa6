import type { Failure, Progress } from '../callbacks/callback.js';
import { Diverged } from '../diverged.js';
import type { Loss } from '../losses/loss.js';
import type { BatchSplitter } from '../memory/batch-splitter.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { UnfinishedEpoch } from '../state/training-state.js';
import { trainStep } from '../step/train-step.js';
import type { Batch, BatchSource, Task, Trainable } from '../types.js';
import type { ParameterSettings } from './parameter-settings.js';
import { yieldToEventLoop } from './yield-to-event-loop.js';

/** An epoch as far as it has come. */
export type EpochSums = { -readonly [Name in keyof UnfinishedEpoch]: UnfinishedEpoch[Name] };

/**
 * Trains on the batches of one epoch that its sums do not count yet, adds each to them, and disposes it; returns whether the epoch
 * came to its end.
 *
 * @throws Error if the epoch has no batches or an empty one; anything that splitting, trainStep() or a listener throws.
 */
export async function trainEpoch(
  model: Trainable,
  batches: BatchSource,
  {
    epoch,
    epochs,
    sums,
    firstStep,
    optimizer,
    learningRateAt,
    task,
    loss: lossOf,
    classWeights,
    settings,
    clipValue,
    clipNorm,
    split,
    isInterrupted,
    afterStep,
    onStep,
    onDiverged,
  }: {
    /** From 0. */
    readonly epoch: number;
    readonly epochs: number;
    readonly sums: EpochSums;
    /** The number of batches trained before this epoch. */
    readonly firstStep: number;
    readonly optimizer: Optimizer;
    /** The rate of an update, by the number of updates before it; undefined if the optimizer keeps its own. */
    readonly learningRateAt: ((step: number) => number) | undefined;
    readonly task: Task;
    readonly loss: Loss;
    readonly classWeights: readonly number[] | undefined;
    readonly settings: () => ParameterSettings;
    readonly clipValue: number | undefined;
    readonly clipNorm: number | undefined;
    readonly split: BatchSplitter;
    /** Asked after every batch. */
    readonly isInterrupted: () => boolean;
    /** Called after every update with the number of updates before it. */
    readonly afterStep: (step: number) => void;
    readonly onStep: ((progress: Progress) => Promise<void>) | undefined;
    readonly onDiverged: (failure: Failure) => Promise<void>;
  },
): Promise<boolean> {
  const started = performance.now() - 1000 * sums.seconds;

  for await (const batch of remainingBatches(batches, { epoch, first: sums.batches })) {
    try {
      const size = batch.images.shape[0];
      const step = firstStep + sums.batches;
      const place = `epoch ${epoch + 1}, batch ${sums.batches + 1}`;
      if (size === 0) {
        throw new Error(`${place}: the batch must hold at least one image; received none`);
      }
      const parts = split(batch.images);
      if (parts.length > 1) {
        sums.microBatchSize = Math.max(sums.microBatchSize ?? 0, parts[0]!.size);
      }
      if (learningRateAt !== undefined) {
        optimizer.learningRate = learningRateAt(step);
      }
      const { loss, correct } = await trainStep(model, batch, {
        optimizer,
        task,
        loss: lossOf,
        classWeights,
        settings: settings(),
        clipValue,
        clipNorm,
        parts,
        step,
        place,
      }).catch(async (error) => {
        if (error instanceof Diverged) {
          const { learningRate } = optimizer;
          const position = { epoch: epoch + 1, batch: sums.batches + 1, step, learningRate };
          await onDiverged({ error, ...position, tensors: batch });
        }
        throw error;
      });
      sums.batches += 1;
      sums.samples += size;
      sums.lossSum += loss * size;
      sums.correctSum += correct;
      sums.seconds = (performance.now() - started) / 1000;
      afterStep(step);
      await onStep?.({
        epoch: epoch + 1,
        epochs,
        batch: sums.batches,
        step: step + 1,
        samples: sums.samples,
        sampleCount: batches.sampleCount,
        batchLoss: loss,
        loss: sums.lossSum / sums.samples,
        accuracy: sums.correctSum / sums.samples,
        learningRate: optimizer.learningRate,
        seconds: sums.seconds,
      });
    } finally {
      batch.dispose();
    }
    await yieldToEventLoop();
    if (isInterrupted()) {
      return false;
    }
  }

  if (sums.samples === 0) {
    throw new Error(`epoch ${epoch + 1}: batches(${epoch}) must yield at least one batch; received none`);
  }
  sums.seconds = (performance.now() - started) / 1000;
  return true;
}

/** The batches of an epoch from one of them on; a source that cannot leave out the earlier ones has them made and disposed. */
async function* remainingBatches(
  source: BatchSource,
  { epoch, first }: { readonly epoch: number; readonly first: number },
): AsyncGenerator<Batch, void, undefined> {
  if (first > 0 && source.batchesFrom !== undefined) {
    yield* source.batchesFrom(epoch, first);
    return;
  }
  let index = 0;
  for await (const batch of source.batches(epoch)) {
    if (index < first) {
      batch.dispose();
    } else {
      yield batch;
    }
    index += 1;
  }
}
