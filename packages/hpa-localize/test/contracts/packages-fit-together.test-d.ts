/**
 * The packages know nothing of each other; that what one produces is what another takes is proved here, by the
 * type checker alone. Nothing in this file runs.
 */
import type { Batch, BatchSource, batchesFor, InputSpec } from '@hpa/data';
import type {
  ClassificationData,
  Evaluation,
  evaluate,
  fitTemperature,
  fitThresholds,
  macroF1,
} from '@hpa/metrics';
import type { Classifier, cacheFrozen, ModelCard, splitFrozen } from '@hpa/models';
import type {
  FitOptions,
  fit,
  Predictions,
  predict,
  Trainable,
  Batch as TrainingBatch,
  BatchSource as TrainingBatchSource,
} from '@hpa/train';
import type { Report } from '../../src/report/schema/report-schema.js';

/** Compiles only where `Produced` can be used as `Needed`. */
type Fits<Produced extends Needed, Needed> = [Produced, Needed];

export type Proofs = [
  Fits<Batch, TrainingBatch>,
  Fits<BatchSource, Parameters<typeof predict>[1]>,
  Fits<BatchSource, TrainingBatchSource>,
  Fits<Classifier, Trainable>,
  Fits<BatchSource, Parameters<typeof cacheFrozen>[1]>,
  Fits<ReturnType<typeof splitFrozen>['head'], Trainable>,
  Fits<Awaited<ReturnType<typeof cacheFrozen>>, TrainingBatchSource>,
  Fits<typeof macroF1, NonNullable<FitOptions['metrics']>[string]>,
  Fits<Predictions, ClassificationData>,
  Fits<Extract<Predictions, { task: 'single-label' }>, Parameters<typeof evaluate>[0]>,
  Fits<Awaited<ReturnType<typeof predict>>, Predictions>,
  Fits<Awaited<ReturnType<typeof predict>>, Parameters<typeof evaluate>[0]>,
  Fits<ModelCard['task'], NonNullable<FitOptions['task']>>,
  Fits<
    Extract<Predictions, { task: 'multi-label' }> & { readonly split: 'validation' },
    Parameters<typeof fitThresholds>[0]
  >,
  Fits<Predictions & { readonly split: 'validation' }, Parameters<typeof fitTemperature>[0]>,
  Fits<ReturnType<typeof fitThresholds>['values'], NonNullable<ModelCard['thresholds']>>,
  Fits<ReturnType<typeof fitTemperature>['values'], NonNullable<ModelCard['temperature']>>,
  Fits<Classifier, Parameters<typeof batchesFor>[0]>,
  Fits<ReturnType<typeof batchesFor>, Parameters<typeof fit>[1]>,
  Fits<ModelCard['input'], InputSpec>,
  Fits<InputSpec, ModelCard['input']>,
  Fits<Evaluation, NonNullable<Report['models'][number]['test']>>,
];
