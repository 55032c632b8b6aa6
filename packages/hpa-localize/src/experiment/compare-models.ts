import { accuracy, compareTrainings, correctedResampledT, holm, macroF1 } from '@hpa/metrics';
import type { Report } from '../report/schema/report-schema.js';
import { type JoinedModel, joinTrainings } from './join-trainings.js';
import { trainingsData } from './paired-data.js';
import type { SplitPredictions } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';
import { testShare } from './test-share.js';
import { trainingPredictions } from './training-predictions.js';

type Comparison = Report['comparisons'][number];

/** The metrics that models are compared in; of several labels, accuracy is the share of exact matches. */
const METRICS = { macroF1, accuracy };
type Metric = keyof typeof METRICS;

/**
 * Compares every pair of complete models on the test split, in macro F1 and in accuracy; p-values are corrected by Holm over the
 * pairs of each metric. Of several labels a sample, each training is judged with its own thresholds, and accuracy is the share of
 * samples whose labels are all right. The predictions are read back from the run folder, so that resumed runs compare like
 * others, and paired by the ids of the samples.
 *
 * Trainings of the same name are of one model: interval and p-value then cover other trainings too. Folds are compared by the
 * corrected resampled t-test, one difference for each fold and repeat.
 *
 * @throws Error naming the file if the predictions of a model are not those of the test split.
 *
 * @example
 * import { compareModels, openDataset, splitDataset } from '@hpa/localize';
 * const dataset = await openDataset('synthetic', { classes: [14, 21], count: 24, size: 32 });
 * const study = await splitDataset(dataset, { seed: 1 });
 * await compareModels([], { folder: 'runs/first', study, seed: 1 }); // []
 */
export async function compareModels(
  models: Report['models'],
  options: {
    /** The run folder, which holds a folder for each model. */
    readonly folder: string;
    readonly study: SplitDataset;
    /** Integer in [0, 2^32) that decides which groups or cells are joined if there are very many. */
    readonly seed: number;
    /** How many trainings each model has on the same samples; 1 by default. A model with fewer is not complete. */
    readonly repeats?: number;
  },
): Promise<Comparison[]> {
  const { study, seed } = options;
  const complete = joinTrainings(models, options).filter(({ status }) => status === 'complete');
  if (complete.length < 2) {
    return [];
  }
  if (study.folds !== undefined) {
    const share = testShare(study.folds);
    return comparePairs(complete, (a, b) => compareFolds(a, { b, share }));
  }
  const predictions = new Map<string, readonly SplitPredictions[]>();
  for (const { name, trainings } of complete) {
    const place = { ...options, split: 'test' } as const;
    predictions.set(
      name,
      await Promise.all(trainings.map((training) => trainingPredictions(name, training, place))),
    );
  }
  const groups =
    study.groups === undefined ? undefined : study.splits.test.map(({ group }) => group as string);
  return comparePairs(complete, (a, b) =>
    compareRepeats(predictions.get(a.name)!, { b: predictions.get(b.name)!, seed, groups }),
  );
}

/** What is said of a difference, but for the models and the correction. */
type Compared = Omit<Comparison, 'a' | 'b' | 'metric' | 'adjustedPValue'>;

function comparePairs(
  models: readonly JoinedModel[],
  compare: (a: JoinedModel, b: JoinedModel) => Readonly<Record<Metric, Compared>>,
): Comparison[] {
  const pairs = models.flatMap((a, index) => models.slice(index + 1).map((b) => ({ a, b })));
  const compared = pairs.map(({ a, b }) => ({ a: a.name, b: b.name, by: compare(a, b) }));
  return (['macroF1', 'accuracy'] as const).flatMap((metric) =>
    adjust(compared.map(({ a, b, by }) => ({ a, b, metric, ...by[metric] }))),
  );
}

/** Compares the trainings of two models on the same test samples. */
function compareRepeats(
  a: readonly SplitPredictions[],
  {
    b,
    seed,
    groups,
  }: {
    readonly b: readonly SplitPredictions[];
    readonly seed: number;
    readonly groups: readonly string[] | undefined;
  },
): Record<Metric, Compared> {
  const options = { metrics: METRICS, seed, ...(groups && { groups }) };
  const { differences, covers } = compareTrainings(trainingsData(a, { b }), options);
  const test = `t on the jackknife${groups ? ' over groups' : ''}`;
  const of = (metric: Metric): Compared => {
    const { difference, interval, pValue, reason } = differences[metric];
    return { difference, interval, pValue, test, covers, ...(reason !== undefined && { reason }) };
  };
  return { macroF1: of('macroF1'), accuracy: of('accuracy') };
}

/** Compares two models fold by fold, of every repeat. */
function compareFolds(
  a: JoinedModel,
  { b, share }: { readonly b: JoinedModel; readonly share: number },
): Record<Metric, Compared> {
  const scoreOf = ({ test }: JoinedModel['trainings'][number], metric: Metric) =>
    (test![metric] ?? test!.exactMatch) as number;
  const of = (metric: Metric): Compared => {
    const differences = a.trainings.map(
      (training, index) => scoreOf(training, metric) - scoreOf(b.trainings[index]!, metric),
    );
    const { mean, interval, pValue, reason } = correctedResampledT({ differences, testShare: share });
    return {
      difference: mean,
      interval,
      pValue,
      test: 'corrected resampled t',
      covers: 'trainings-and-cells',
      ...(reason !== undefined && { reason }),
    };
  };
  return { macroF1: of('macroF1'), accuracy: of('accuracy') };
}

function adjust(comparisons: readonly Omit<Comparison, 'adjustedPValue'>[]): Comparison[] {
  const known = comparisons.filter(({ pValue }) => pValue !== null);
  const adjusted = holm(known.map(({ pValue }) => pValue as number));
  return comparisons.map((comparison) => {
    const index = known.indexOf(comparison);
    return { ...comparison, adjustedPValue: index < 0 ? null : (adjusted[index] as number) };
  });
}
