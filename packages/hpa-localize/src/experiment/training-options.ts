import { balancedClassWeights, positiveWeights } from '@hpa/data';
import { type ClassificationData, fitThresholds, macroF1 } from '@hpa/metrics';
import { adam, binaryCrossEntropy, type FitOptions, type Optimizer, schedules, sgd } from '@hpa/train';
import type { Recipe } from '../recipes/recipes.js';
import type { Setting } from '../report/schema/report-schema.js';
import { PROTOCOLS } from './protocols.js';
import type { SplitDataset } from './split-dataset.js';

/** How a model is trained, as the report says it. */
export interface TrainingSettings {
  readonly optimizer: string;
  readonly learningRate: number;
  readonly augment: Setting;
  readonly classWeights: Setting;
  readonly [setting: string]: Setting;
}

/** The metric that decides which epoch is kept. */
const MONITOR = { metric: 'macroF1', mode: 'max' } as const;

/** What fit() needs to train a model by its recipe, and the same in words. */
export interface Training {
  readonly optimizer: Optimizer;
  readonly options: Pick<
    FitOptions,
    'loss' | 'metrics' | 'monitor' | 'classWeights' | 'schedule' | 'clipNorm' | 'l1' | 'l2'
  >;
  readonly settings: TrainingSettings;
  /** How much more the positive labels of each class weigh in the loss, if they do: that is to be taken back in the end. */
  readonly positiveWeights: readonly number[] | undefined;
}

/** Says how a model is trained: loss and weights by the task and the protocol, optimizer and schedule by its recipe. */
export function trainingOptions(
  recipe: Recipe,
  {
    study: { task, protocol, splits, classes },
    learningRate,
    epochs,
    batchSize,
  }: {
    readonly study: SplitDataset;
    readonly learningRate: number;
    readonly epochs: number;
    readonly batchSize: number;
  },
): Training {
  const { augment, classWeights } = PROTOCOLS[protocol];
  const classCount = classes.length;
  const labels = splits.train.map((sample) => sample.labels);
  // The published recipe weighs no class.
  const weighting = recipe.sgd ? 'none' : classWeights;
  const balanced = weighting === 'balanced';
  const several = task === 'multi-label';
  const weights = several && balanced ? positiveWeights(splits.train, { classCount }) : undefined;
  const loss = several
    ? { loss: binaryCrossEntropy(weights === undefined ? {} : { positiveWeights: weights }) }
    : balanced && { classWeights: balancedClassWeights(labels.flat(), { classCount }) };
  const common = {
    ...loss,
    metrics: { macroF1: several ? macroF1AtFittedThresholds : macroF1 },
    monitor: MONITOR,
  };
  const settings = {
    learningRate,
    loss: several ? 'binary cross-entropy' : 'softmax cross-entropy',
    augment,
    classWeights: weighting,
  };
  const { sgd: descent } = recipe;
  if (descent !== undefined) {
    const { momentum, l1, l2, clipNorm } = descent;
    const { patience, factor, threshold } = descent.plateau;
    return {
      positiveWeights: weights,
      optimizer: sgd({ learningRate, momentum }),
      options: {
        ...common,
        schedule: schedules.plateau({ learningRate, ...descent.plateau, ...MONITOR }),
        clipNorm,
        l1,
        l2,
      },
      settings: {
        ...settings,
        optimizer: 'sgd',
        momentum,
        l1,
        l2,
        clipNorm,
        schedule: 'plateau',
        patience,
        factor,
        threshold,
      },
    };
  }
  const optimizer = adam({ learningRate });
  const steps = epochs * Math.ceil(splits.train.length / batchSize);
  return {
    positiveWeights: weights,
    optimizer,
    options: {
      ...common,
      schedule: schedules.cosine({ learningRate, steps }),
    },
    settings: { ...settings, optimizer: optimizer.name, schedule: 'cosine' },
  };
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
