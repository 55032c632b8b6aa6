/**
 * The packages know nothing of each other; that what one produces is what another takes is proved here, by the
 * type checker alone. Nothing in this file runs.
 */
import type { Batch, BatchSource, COMPOSITIONS, Normalization } from '@hpa/data';
import type { ClassificationData, Evaluation, macroF1 } from '@hpa/metrics';
import type { CachedBatches, Classifier, FrozenSplit, ImageBatches, ModelCard } from '@hpa/models';
import type {
  NamedBatch,
  Predictions,
  Trainable,
  TrainingBatch,
  TrainingBatches,
  ValidationMetric,
} from '@hpa/train';
import type { Report } from '../../src/report/schema/report-schema.js';

/** Compiles only where `Produced` can be used as `Needed`. */
type Fits<Produced extends Needed, Needed> = [Produced, Needed];

export type Proofs = [
  Fits<Batch, TrainingBatch>,
  Fits<Batch, NamedBatch>,
  Fits<BatchSource, TrainingBatches>,
  Fits<Classifier, Trainable>,
  Fits<BatchSource, ImageBatches>,
  Fits<FrozenSplit['head'], Trainable>,
  Fits<CachedBatches, TrainingBatches>,
  Fits<typeof macroF1, ValidationMetric>,
  Fits<Predictions & { labels: readonly number[] }, ClassificationData>,
  Fits<ModelCard['channels'], keyof typeof COMPOSITIONS>,
  Fits<ModelCard['normalization'], Normalization>,
  Fits<Evaluation, NonNullable<Report['models'][number]['test']>>,
];
