import type { Variable } from '@tensorflow/tfjs-core';
import { Diverged } from '../diverged.js';
import { binaryCrossEntropy } from '../losses/binary-cross-entropy.js';
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.js';
import { batchSplitter } from '../memory/batch-splitter.js';
import { averageWeights, type WeightAverages } from '../state/average-weights.js';
import { betterEpoch } from '../state/better-epoch.js';
import type { BestEpoch, EpochRecord, History } from '../state/history.js';
import { saveOptimizer } from '../state/optimizer-state.js';
import { restoreTensors } from '../state/restore-tensors.js';
import { resumeRun } from '../state/resume-run.js';
import { saveTensors } from '../state/save-tensors.js';
import type { SavedTensor, TrainingState } from '../state/training-state.js';
import { requireGradients } from '../step/require-gradients.js';
import type { BatchSource, Monitor, Trainable } from '../types.js';
import type { FitOptions } from './fit-options.js';
import { parameterSettings } from './parameter-settings.js';
import { BUILT_IN_METRICS, requireFitOptions } from './require-fit-options.js';
import { requireSameInput, requireTrainable } from './require-same-input.js';
import { requireTask } from './require-task.js';
import { runCallbacks } from './run-callbacks.js';
import { type EpochSums, trainEpoch } from './train-epoch.js';
import { validate } from './validate.js';

const LOWEST_LOSS: Monitor = { metric: 'loss', mode: 'min' };

/**
 * Trains a model epoch after epoch, by the cross-entropy of its task or another loss, and returns the history of the run.
 *
 * However the run ends (all epochs done, stopped by a callback, abort, error), the model is left with the state of its best epoch if
 * `restoreBest` is set, else with the averages of `ema` if there are, and no tensor outlives the call except the slots of the optimizer.
 *
 * @throws Error if TensorFlow.js has no gradients, the model has no variables or one that its logits ignore, there are
 * no batches, not one image fits in memory, or loss or logits are not finite, naming epoch, batch and learning rate;
 * RangeError or TypeError if an option is unknown or out of range, options contradict each other, batches and card of the
 * model state different channels, normalizations or tasks, labels and logits differ in shape, or `resumeFrom` does not fit.
 * An error of loss, gradient norm or logits that are not finite has the name `Diverged`; that of a callback begins with its name.
 *
 * @example
 * import { fit, optimizers } from '@hpa/train';
 * import { matMul, reshape, tensor2d, tensor4d, variable, zeros } from '@tensorflow/tfjs-core';
 * const weights = variable(zeros([1, 2]));
 * const model = { variables: [weights], logits: (images) => matMul(reshape(images, [-1, 1]), weights) };
 * const images = tensor4d([[[[1]]], [[[-1]]]]);
 * const labels = tensor2d([[1, 0], [0, 1]]);
 * const batches = { sampleCount: 2, batches: async function* () { yield { images, labels, dispose() {} }; } };
 * await fit(model, batches, { optimizer: optimizers.sgd({ learningRate: 1 }), epochs: 3 });
 * (await weights.data()).map((weight) => Math.sign(weight)); // [1, -1]
 */
export async function fit(model: Trainable, batches: BatchSource, options: FitOptions): Promise<History> {
  const {
    optimizer,
    epochs,
    validation,
    loss,
    classWeights,
    metrics = {},
    monitor = LOWEST_LOSS,
    restoreBest = validation !== undefined,
    clipValue,
    clipNorm,
    ema,
    memoryLimits: limits,
    schedule,
    beforeEpoch,
    signal,
    callbacks = [],
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
  const settings = parameterSettings(model, options);

  const begunEpochs = (resumeFrom?.epoch ?? 0) + (resumeFrom?.unfinishedEpoch === undefined ? 0 : 1);
  if (begunEpochs > 0) {
    beforeEpoch?.(begunEpochs - 1);
  }
  const averages = ema && averageWeights(modelState, ema);
  const records: EpochRecord[] = [...(resumeFrom?.history ?? [])];
  let best: BestEpoch | null = resumeFrom?.best ?? null;
  let bestWeights: readonly SavedTensor[] | null = resumeFrom?.bestWeights ?? null;
  let step = resumeFrom?.step ?? 0;
  let sums: EpochSums | null = resumeFrom?.unfinishedEpoch ? { ...resumeFrom.unfinishedEpoch } : null;

  // A resumed run splits batches as it did before, because batch normalization sees the parts.
  const sizes = new Map(Object.entries(resumeFrom?.microBatches ?? {}));
  const maximum = sizes.size === 0 ? records.at(-1)?.microBatchSize : undefined;
  const splitTraining = batchSplitter(model, { pass: 'training', limits, maximum, sizes });
  const splitValidation = batchSplitter(model, { pass: 'inference', limits, sizes });

  const snapshot = async (): Promise<TrainingState> => ({
    epoch: records.length,
    step,
    weights: await saveTensors(modelState.map((variable) => [variable.name, variable])),
    optimizer: await saveOptimizer(optimizer, model.variables),
    history: [...records],
    best,
    bestWeights,
    ...(sums !== null && { unfinishedEpoch: { ...sums } }),
    ...(averages && { averages: { ...ema!, weights: await saveTensors(named(modelState, averages)) } }),
    ...(sizes.size > 0 && { microBatches: Object.fromEntries(sizes) }),
  });
  const told = runCallbacks(callbacks, {
    epochs,
    resumedAt: resumeFrom?.step ?? null,
    metrics: [...BUILT_IN_METRICS, ...Object.keys(metrics)],
    get step() {
      return step;
    },
    get history() {
      return [...records];
    },
    get best() {
      return best;
    },
    snapshot,
  });

  const scoreEpoch = async (epoch: number) => {
    if (validation === undefined) {
      return undefined;
    }
    const score = () =>
      validate(model, validation, { task, loss: chosenLoss, metrics, split: splitValidation, signal });
    try {
      return await (averages === undefined ? score() : averages.whileAssigned(score));
    } catch (error) {
      if (error instanceof Diverged) {
        const { learningRate } = optimizer;
        await told.diverged({ error, epoch: epoch + 1, batch: null, step, learningRate, tensors: null });
      }
      throw error;
    }
  };

  const train = async (): Promise<History['stopped']> => {
    await told.start();
    for (let epoch = records.length; epoch < epochs; epoch++) {
      if (signal?.aborted || told.stopReason !== null) {
        return told.stopReason ?? 'aborted';
      }
      if (sums === null) {
        beforeEpoch?.(epoch);
        sums = { batches: 0, samples: 0, lossSum: 0, correctSum: 0, seconds: 0, microBatchSize: null };
      }
      // Slots are created on first use. Created now, they count as held when memory is estimated.
      if (limits !== undefined) {
        for (const variable of model.variables) {
          optimizer.slots(variable);
        }
      }
      const history = [...records];
      const isWhole = await trainEpoch(model, batches, {
        epoch,
        epochs,
        sums,
        firstStep: step - sums.batches,
        optimizer,
        learningRateAt: schedule && ((update) => schedule(update, { epoch, history })),
        task,
        loss: trainingLoss,
        classWeights,
        settings,
        clipValue,
        clipNorm,
        split: splitTraining,
        isInterrupted: () => signal?.aborted === true || told.stopReason !== null,
        afterStep(updatesBefore) {
          step = updatesBefore + 1;
          averages?.update(updatesBefore);
        },
        onStep: told.hearsSteps ? told.step : undefined,
        onDiverged: told.diverged,
      });
      const validated = isWhole ? await scoreEpoch(epoch) : null;
      if (validated === null) {
        return told.stopReason ?? 'aborted';
      }

      const { learningRate } = optimizer;
      const record = toRecord(sums, { epoch: epoch + 1, learningRate, validation: validated });
      records.push(record);
      sums = null;
      const previous = best;
      best = betterEpoch({ best, record }, monitor);
      if (restoreBest && best !== previous) {
        bestWeights = await saveTensors(named(modelState, averages));
      }
      await told.epoch(record);
    }
    return 'completed';
  };

  if (resumeFrom != null) {
    try {
      resumeRun(model, { optimizer, state: resumeFrom, monitor, restoreBest, ema, averages });
    } catch (error) {
      averages?.dispose();
      throw error;
    }
  }
  try {
    const stopped = await train();
    const history = { epochs: records, best, stopped };
    await told.end(history);
    return history;
  } finally {
    if (restoreBest && bestWeights !== null) {
      restoreTensors(modelState, bestWeights);
    } else {
      averages?.assign();
    }
    averages?.dispose();
  }
}

/** The variables of a model, or the averages of them, by the names of the variables. */
function named(
  variables: readonly Variable[],
  averages: WeightAverages | undefined,
): (readonly [string, Variable])[] {
  return variables.map(({ name }, index) => [name, (averages?.variables ?? variables)[index]!] as const);
}

function toRecord(
  { samples, lossSum, correctSum, seconds, microBatchSize }: EpochSums,
  {
    validation,
    ...rest
  }: Pick<EpochRecord, 'epoch' | 'learningRate'> & {
    readonly validation: EpochRecord['validation'] | undefined;
  },
): EpochRecord {
  return {
    epoch: rest.epoch,
    loss: lossSum / samples,
    accuracy: correctSum / samples,
    ...(validation === undefined ? {} : { validation }),
    learningRate: rest.learningRate,
    seconds,
    imagesPerSecond: samples / seconds,
    ...(microBatchSize !== null && { microBatchSize }),
  };
}
