import type { Variable } from '@tensorflow/tfjs-core';
import { binaryCrossEntropy } from '../losses/binary-cross-entropy.js';
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.js';
import { batchSplitter } from '../memory/batch-splitter.js';
import type { BestEpoch, EpochRecord, History } from '../state/history.js';
import { saveOptimizer } from '../state/optimizer-state.js';
import { restoreTensors } from '../state/restore-tensors.js';
import { resumeRun } from '../state/resume-run.js';
import { saveTensors } from '../state/save-tensors.js';
import type { SavedTensor, TrainingState } from '../state/training-state.js';
import { requireGradients } from '../step/require-gradients.js';
import type { BatchSource, Monitor, Trainable } from '../types.js';
import { betterEpoch } from './better-epoch.js';
import { type FitOptions, requireFitOptions } from './fit-options.js';
import { requireSameInput, requireTrainable } from './require-same-input.js';
import { requireTask } from './require-task.js';
import { trainEpoch } from './train-epoch.js';
import { validate } from './validate.js';

const LOWEST_LOSS: Monitor = { metric: 'loss', mode: 'min' };

/**
 * Trains a model epoch after epoch, by the cross-entropy of its task or another loss, and returns the history of the run.
 *
 * However the run ends (all epochs done, early stopping, abort, error), the model is left with the state of its best
 * epoch if `restoreBest` is set, and no tensor outlives the call except the slots of the optimizer.
 *
 * @throws Error if TensorFlow.js has no gradients, the model has no variables or one that its logits ignore, there are
 * no batches, not one image fits in memory, or loss or logits are not finite, naming epoch, batch and learning rate;
 * RangeError or TypeError if an option is unknown or out of range, options contradict each other, batches and card of the
 * model state different channels, normalizations or tasks, labels and logits differ in shape, or `resumeFrom` does not fit.
 * An error of loss, gradient norm or logits that are not finite has the name `Diverged`.
 *
 * @example
 * import { fit, sgd } from '@hpa/train';
 * import { matMul, reshape, tensor2d, tensor4d, variable, zeros } from '@tensorflow/tfjs-core';
 * const weights = variable(zeros([1, 2]));
 * const model = { variables: [weights], logits: (images) => matMul(reshape(images, [-1, 1]), weights) };
 * const images = tensor4d([[[[1]]], [[[-1]]]]);
 * const labels = tensor2d([[1, 0], [0, 1]]);
 * const batches = { sampleCount: 2, batches: async function* () { yield { images, labels, dispose() {} }; } };
 * await fit(model, batches, { optimizer: sgd({ learningRate: 1 }), epochs: 3 });
 * (await weights.data()).map((weight) => Math.sign(weight)); // [1, -1]
 */
export async function fit(model: Trainable, batches: BatchSource, options: FitOptions): Promise<History> {
  const {
    optimizer,
    epochs,
    validation,
    loss,
    classWeights,
    l1 = 0,
    l2 = 0,
    metrics = {},
    earlyStopping,
    monitor = earlyStopping ?? LOWEST_LOSS,
    restoreBest = validation !== undefined,
    clipNorm,
    memoryLimits,
    schedule,
    beforeEpoch,
    signal,
    onBatch,
    onEpoch,
    resumeFrom,
  } = requireFitOptions(options);
  requireTrainable(model);
  const task = requireTask(options.task, model);
  // Null: the default of one class is computed on the host in validation.
  const chosenLoss = loss ?? (task === 'multi-label' ? binaryCrossEntropy() : null);
  const trainingLoss = chosenLoss ?? softmaxCrossEntropy();
  requireSameInput(model, batches, { name: 'batches' });
  if (validation !== undefined) {
    requireSameInput(model, validation, { name: 'validation' });
  }
  requireGradients();
  if (model.variables.length === 0) {
    throw new Error('the model must have at least one trainable variable; received none');
  }
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

  // A resumed run splits batches as it did before, because batch normalization sees the parts.
  const maximum = records.at(-1)?.microBatchSize;
  const splitTraining = batchSplitter(model, { pass: 'training', limits: memoryLimits, maximum });
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
      // Slots are created on first use. Created now, they count as held when memory is estimated.
      if (memoryLimits !== undefined) {
        for (const variable of model.variables) {
          optimizer.slots(variable);
        }
      }
      const history = [...records];
      const trained = await trainEpoch(model, batches, {
        epoch,
        epochs,
        firstStep: step,
        optimizer,
        learningRateAt: schedule && ((update) => schedule(update, { epoch, history })),
        task,
        loss: trainingLoss,
        classWeights,
        penalty: { l1, l2 },
        clipNorm,
        split: splitTraining,
        signal,
        onBatch,
      });
      if (trained === null) {
        return 'aborted';
      }
      const { learningRate } = optimizer;
      const validated =
        validation === undefined
          ? undefined
          : await validate(model, validation, {
              task,
              loss: chosenLoss,
              metrics,
              split: splitValidation,
              signal,
            });
      if (validated === null) {
        return 'aborted';
      }

      const { steps, seconds, imagesPerSecond, microBatchSize } = trained;
      step += steps;
      const record: EpochRecord = {
        epoch: epoch + 1,
        loss: trained.loss,
        accuracy: trained.accuracy,
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

/** Provides a snapshot function that throws once `use` is done, and waits for every snapshot taken with it. */
async function withSnapshot(
  snapshot: () => Promise<TrainingState>,
  use: (take: () => Promise<TrainingState>) => void | Promise<void>,
): Promise<void> {
  const taken: Promise<TrainingState>[] = [];
  let open = true;
  try {
    await use(async () => {
      if (!open) {
        throw new Error('snapshot() must be called before onEpoch is done; training has continued since');
      }
      const state = snapshot();
      taken.push(state);
      return state;
    });
  } finally {
    open = false;
    await Promise.allSettled(taken);
  }
}
