import type { BatchSource, Sample } from '@hpa/data';
import {
  applyTemperature,
  type ClassificationData,
  type Evaluation,
  expectedCalibrationError,
  fitTemperature,
  fitThresholds,
} from '@hpa/metrics';
import type { Classifier } from '@hpa/models';
import { type MemoryLimits, predict } from '@hpa/train';
import type { ModelReport, Training } from '../report/schema/report-schema.js';
import { evaluatePredictions } from './evaluate-predictions.js';
import { labelLists, type SplitPredictions, toPredictions } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';

/** Something of each split that is measured. */
interface OfSplits<Value> {
  readonly validation: Value;
  readonly test: Value;
}

/** What a trained model answers, how its probabilities were calibrated, and how good it is. */
export interface MeasuredModel {
  readonly predictions: OfSplits<SplitPredictions>;
  readonly evaluations: OfSplits<Evaluation>;
  readonly temperature: NonNullable<Training['temperature']>;
  /** Of a multi-label task. */
  readonly thresholds: NonNullable<ModelReport['thresholds']> | undefined;
}

/**
 * Scores validation and test split by a trained model. Temperature, then thresholds on calibrated probabilities, are fitted on the
 * validation split alone; both splits are measured with them.
 */
export async function measureModel(
  classifier: Classifier,
  {
    study: { splits, classes, groups },
    seed,
    batches,
    memoryLimits,
  }: {
    readonly study: SplitDataset;
    readonly seed: number;
    /** Makes the batches of samples as the images are. */
    readonly batches: (samples: readonly Sample[]) => BatchSource;
    readonly memoryLimits?: MemoryLimits | undefined;
  },
): Promise<MeasuredModel> {
  const { task } = classifier.card;
  const score = async (samples: readonly Sample[]): Promise<SplitPredictions> => {
    const { ids, scores } = await predict(classifier, batches(samples), {
      ...(memoryLimits && { memoryLimits }),
    });
    const labels = samples.map((sample) => sample.labels);
    const groupNames = groups === undefined ? {} : { groups: samples.map(({ group }) => group as string) };
    return toPredictions({ ids: ids as readonly string[], labels, scores, ...groupNames }, { classes, task });
  };
  const raw = { validation: await score(splits.validation), test: await score(splits.test) };

  const fitted = fitTemperature({ ...raw.validation, split: 'validation' });
  const calibrate = (predictions: SplitPredictions): SplitPredictions => ({
    ...predictions,
    scores: applyTemperature(predictions.scores, { task, values: fitted.values }),
  });
  const calibrated = { validation: calibrate(raw.validation), test: calibrate(raw.test) };

  const thresholds =
    calibrated.validation.task === 'multi-label'
      ? fitThresholds({ ...calibrated.validation, split: 'validation' }, { method: 'max-f1' })
      : undefined;
  const decide = (predictions: SplitPredictions): SplitPredictions =>
    toPredictions(
      { ...predictions, labels: labelLists(predictions) },
      { classes, task, thresholds: thresholds?.values },
    );
  const predictions = { validation: decide(calibrated.validation), test: decide(calibrated.test) };

  const ece = (of: OfSplits<ClassificationData>): OfSplits<number> => ({
    validation: expectedCalibrationError(of.validation),
    test: expectedCalibrationError(of.test),
  });
  const { values, split, samples, smoothing } = fitted;
  return {
    predictions,
    evaluations: {
      validation: evaluatePredictions(predictions.validation, { study: { classes }, seed }),
      test: evaluatePredictions(predictions.test, { study: { classes }, seed }),
    },
    temperature: { values, split, samples, smoothing, eceBefore: ece(raw), eceAfter: ece(calibrated) },
    thresholds,
  };
}
