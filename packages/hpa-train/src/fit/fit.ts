import type { Variable } from '@tensorflow/tfjs-core';
import { batchSplitter } from '../memory/batch-splitter.js';
import { saveOptimizer } from '../state/optimizer-state.js';
import { restoreTensors } from '../state/restore-tensors.js';
import { resumeRun } from '../state/resume-run.js';
import { saveTensors } from '../state/save-tensors.js';
import type { SavedTensor, TrainingState } from '../state/training-state.js';
import { withSnapshot } from '../state/with-snapshot.js';
import { requireGradients } from '../step/require-gradients.js';
import type { Monitor, Trainable, TrainingBatches } from '../types.js';
import { betterEpoch } from './better-epoch.js';
import { checkFitOptions } from './check-fit-options.js';
import type { FitOptions } from './fit-options.js';
import type { BestEpoch, EpochRecord, History } from './history.js';
import { trainEpoch } from './train-epoch.js';
import { validate } from './validate.js';

const lowestLoss: Monitor = { metric: 'loss', mode: 'min' };

/**
 * Trains a model by softmax cross-entropy, epoch after epoch, and tells how it went.
 *
 * However it ends (all epochs done, early stopping, abort, an error), the model is left with the state of its best
 * epoch where that is kept, and no tensor but the optimizer's slots outlives the call.
 *
 * @throws Error when TensorFlow.js has no gradients, the model has no variables or one that its logits ignore, there
 * are no batches, not one image fits in memory, or loss or logits are not finite, naming epoch, batch and learning
 * rate; RangeError or TypeError
 * when options are out of range, labels and logits differ in shape, or `resumeFrom` does not fit.
 */
export async function fit(model: Trainable, batches: TrainingBatches, options: FitOptions): Promise<History> {
  checkFitOptions(options);
  requireGradients();
  if (model.variables.length === 0) {
    throw new Error('the model must have a trainable variable; it has none');
  }

  const { optimizer, epochs, validation, classWeights, metrics = {}, earlyStopping, clipNorm } = options;
  const {
    memoryLimits,
    schedule,
    beforeEpoch,
    signal,
    onBatch,
    onEpoch,
    resumeFrom,
    restoreBest = validation !== undefined,
  } = options;
  const monitor = earlyStopping ?? options.monitor ?? lowestLoss;
  const modelState = model.state ?? model.variables;

  if (resumeFrom != null && resumeFrom.epoch > 0) {
    beforeEpoch?.(resumeFrom.epoch - 1);
  }
  if (resumeFrom != null) {
    resumeRun(model, { optimizer, state: resumeFrom, monitor, restoreBest });
  }
  const records: EpochRecord[] = [...(resumeFrom?.history ?? [])];
  let best: BestEpoch | null = resumeFrom?.best ?? null;
  let bestWeights: readonly SavedTensor[] | null = resumeFrom?.bestWeights ?? null;
  let step = resumeFrom?.step ?? 0;

  // A run that is resumed splits as it did before: batch normalization sees the parts.
  const most = records.at(-1)?.microBatchSize;
  const splitTraining = batchSplitter(model, { pass: 'training', limits: memoryLimits, most });
  const splitValidation = batchSplitter(model, { pass: 'inference', limits: memoryLimits });

  const snapshot = async (): Promise<TrainingState> => ({
    epoch: records.length,
    step,
    weights: await saveTensors(withNames(modelState)),
    optimizer: await saveOptimizer(optimizer, model.variables),
    history: [...records],
    best,
    bestWeights,
  });

  const train = async (): Promise<History['stopped']> => {
    for (let epoch = records.length; epoch < epochs; epoch++) {
      if (signal?.aborted) {
        return 'aborted';
      }
      if (earlyStopping !== undefined && epoch - (best?.epoch ?? 0) >= earlyStopping.patience) {
        return 'early';
      }
      beforeEpoch?.(epoch);
      // The slots are made on first use; made now, they count among what is held when memory is estimated.
      if (memoryLimits !== undefined) {
        for (const variable of model.variables) {
          optimizer.slots(variable);
        }
      }
      if (schedule !== undefined) {
        optimizer.learningRate = schedule(epoch);
      }
      const { learningRate } = optimizer;

      const trained = await trainEpoch(model, batches, {
        epoch,
        epochs,
        firstStep: step,
        optimizer,
        classWeights,
        clipNorm,
        split: splitTraining,
        signal,
        onBatch,
      });
      if (trained === null) {
        return 'aborted';
      }
      const validated =
        validation === undefined
          ? undefined
          : await validate(model, validation, { metrics, split: splitValidation, signal });
      if (validated === null) {
        return 'aborted';
      }

      const { steps, loss, accuracy, seconds, imagesPerSecond, microBatchSize } = trained;
      step += steps;
      const record: EpochRecord = {
        epoch: epoch + 1,
        loss,
        accuracy,
        ...(validated === undefined ? {} : { validation: validated }),
        learningRate,
        seconds,
        imagesPerSecond,
        ...(microBatchSize !== null && { microBatchSize }),
      };
      records.push(record);
      const previous = best;
      best = betterEpoch({ best, record }, monitor);
      if (restoreBest && best !== previous) {
        bestWeights = await saveTensors(withNames(modelState));
      }
      if (onEpoch !== undefined) {
        await withSnapshot(snapshot, (take) => onEpoch(record, take));
      }
    }
    return 'completed';
  };

  try {
    const stopped = await train();
    return { epochs: records, best, stopped };
  } finally {
    if (restoreBest && bestWeights !== null) {
      restoreTensors(modelState, bestWeights);
    }
  }
}

function withNames(variables: readonly Variable[]): (readonly [string, Variable])[] {
  return variables.map((variable) => [variable.name, variable] as const);
}
