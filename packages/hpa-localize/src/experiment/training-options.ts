import { type ClassificationData, fitThresholds, macroF1 } from '@hpa/metrics';
import type { Classifier } from '@hpa/models';
import type { FitOptions, Optimizer } from '@hpa/train';
import { createLoss } from '../recipes/create-loss.js';
import { createOptimizer } from '../recipes/create-optimizer.js';
import { createParameterGroups } from '../recipes/create-parameter-groups.js';
import { createSchedule } from '../recipes/create-schedule.js';
import { MONITOR_MODES } from '../recipes/monitor-modes.js';
import { planFreezing } from '../recipes/plan-freezing.js';
import type { Recipe } from '../recipes/recipe-schema.js';
import type { SplitDataset } from './split-dataset.js';
import { weighClasses } from './weigh-classes.js';

/** What fit() needs to train a model by its recipe. */
export interface Training {
  readonly optimizer: Optimizer;
  readonly options: Omit<FitOptions, 'optimizer'>;
  /** How much more the positive labels of each class weigh in the loss, if they do: that is to be taken back in the end. */
  readonly positiveWeights: readonly number[] | undefined;
}

/**
 * Makes what a recipe says of training ready for fit().
 *
 * @throws RangeError if a setting does not fit the network or the number of steps.
 */
export function trainingOptions(
  recipe: Recipe,
  {
    study,
    classifier,
  }: {
    readonly study: Pick<SplitDataset, 'task' | 'splits' | 'classes'>;
    readonly classifier: Classifier;
  },
): Training {
  const { name, epochs, batchSize, l1, l2, clipValue, clipNorm, ema, keep, monitor } = recipe;
  const { task, splits } = study;
  const { positiveWeights, classWeights } = weighClasses(recipe, study);
  const stepsPerEpoch = Math.ceil(splits.train.length / batchSize);
  const beforeEpoch = planFreezing(recipe, classifier);
  try {
    return {
      optimizer: createOptimizer(recipe, { stepsPerEpoch }),
      positiveWeights,
      options: {
        epochs,
        loss: createLoss(recipe.loss, { task, positiveWeights }),
        ...(classWeights && { classWeights }),
        schedule: createSchedule(recipe, { stepsPerEpoch }),
        l1,
        l2,
        ...(clipValue !== undefined && { clipValue }),
        ...(clipNorm !== undefined && { clipNorm }),
        ...(ema && { ema }),
        ...(recipe.parameterGroups && { parameterGroups: createParameterGroups(recipe, classifier) }),
        metrics: { macroF1: task === 'multi-label' ? macroF1AtFittedThresholds : macroF1 },
        monitor: { metric: monitor, mode: MONITOR_MODES[monitor] },
        restoreBest: keep === 'best',
        ...(beforeEpoch && { beforeEpoch }),
      },
    };
  } catch (error) {
    throw error instanceof RangeError ? new RangeError(`recipe ${name}: ${error.message}`) : error;
  }
}

/**
 * Macro F1 of the validation split at thresholds fitted to it, as the model is measured in the end. At 0.5 rare classes have an F1 of
 * 0 for many epochs, and which epoch is kept would depend on calibration more than on what the model tells apart.
 */
function macroF1AtFittedThresholds(data: ClassificationData): number {
  if (data.task !== 'multi-label') {
    throw new TypeError('expected scores of a multi-label task');
  }
  const { values } = fitThresholds({ ...data, split: 'validation' }, { method: 'max-f1' });
  return macroF1({ ...data, thresholds: values });
}
