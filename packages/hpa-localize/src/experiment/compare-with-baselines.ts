import { compareTrainings, correctedResampledT, macroF1 } from '@hpa/metrics';
import type { Report } from '../report/schema/report-schema.js';
import type { MeasuredBaseline } from './measure-baselines.js';
import { trainingsData } from './paired-data.js';
import { labelLists, type SplitPredictions, toPredictions } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';
import { testShare } from './test-share.js';
import { trainingPredictions } from './training-predictions.js';

type Baseline = Report['baselines'][number];

/**
 * Adds to each baseline by how much every complete model is above it in macro F1 on the test split, with interval and p-value, over
 * whole groups if there are any and over the trainings of the model. A baseline whose answers are not known is returned as it is.
 */
export async function compareWithBaselines(
  baselines: readonly MeasuredBaseline[],
  {
    models,
    folder,
    study,
    seed,
  }: {
    /** With their trainings put together, as `mergeTrainings` does. */
    readonly models: Report['models'];
    /** The run folder, which holds a folder for each model. */
    readonly folder: string;
    readonly study: SplitDataset;
    readonly seed: number;
  },
): Promise<Baseline[]> {
  const known = baselines.some(({ answers }) => answers !== undefined);
  const complete = known ? models.filter(({ status }) => status === 'complete') : [];
  const measured = await Promise.all(
    complete.map(async (model) => ({
      model,
      tests: await Promise.all(
        model.trainings.map((training) =>
          trainingPredictions(model.name, training, { folder, study, split: 'test' }),
        ),
      ),
    })),
  );
  return baselines.map(({ answers, ...baseline }) => {
    if (answers === undefined || measured.length === 0) {
      return baseline;
    }
    const differences = measured.map(({ model, tests }) => {
      const answering = tests.map((test) => answersFor(test, { answers, study }));
      const compared = study.folds
        ? compareFolds(tests, { answering, share: testShare(study.folds) })
        : compareRepeats(tests, { answering, study, seed });
      return { model: model.name, ...compared };
    });
    return { ...baseline, differences };
  });
}

type Difference = Omit<NonNullable<Baseline['differences']>[number], 'model'>;

function compareRepeats(
  tests: readonly SplitPredictions[],
  {
    answering,
    study: { groups, splits },
    seed,
  }: {
    readonly answering: readonly SplitPredictions[];
    readonly study: SplitDataset;
    readonly seed: number;
  },
): Difference {
  const { macroF1: compared } = compareTrainings(trainingsData(tests, { b: answering.slice(0, 1) }), {
    metrics: { macroF1 },
    seed,
    ...(groups !== undefined && { groups: splits.test.map(({ group }) => group as string) }),
  }).differences;
  const { difference, interval, pValue, reason } = compared;
  return { difference, interval, pValue, ...(reason !== undefined && { reason }) };
}

function compareFolds(
  tests: readonly SplitPredictions[],
  { answering, share }: { readonly answering: readonly SplitPredictions[]; readonly share: number },
): Difference {
  const differences = tests.map((test, index) => macroF1(test) - macroF1(answering[index]!));
  const { mean, interval, pValue, reason } = correctedResampledT({ differences, testShare: share });
  return { difference: mean, interval, pValue, ...(reason !== undefined && { reason }) };
}

/** The answers of a baseline for the samples of a training, as scores: 1 for each class that it gives. */
function answersFor(
  test: SplitPredictions,
  {
    answers,
    study: { classes, task },
  }: { readonly answers: ReadonlyMap<string, readonly number[]>; readonly study: SplitDataset },
): SplitPredictions {
  const { ids } = test;
  const scores = ids.map((id) => classes.map((_, index) => Number((answers.get(id) ?? []).includes(index))));
  return toPredictions({ ids, labels: labelLists(test), scores }, { classes, task });
}
