import { join } from 'node:path';
import { comparePaired, macroF1 } from '@hpa/metrics';
import type { Report } from '../report/schema/report-schema.js';
import { DIFFERENCE_RESAMPLES } from '../report/words/resamples.js';
import type { MeasuredBaseline } from './measure-baselines.js';
import { pairedData } from './paired-data.js';
import { readPredictionsOf } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';

type Baseline = Report['baselines'][number];

/**
 * Adds to each baseline by how much every complete model is above it in macro F1 on the test split, with the interval of a paired
 * bootstrap over whole groups if there are any. A baseline whose answers are not known is returned as it is.
 */
export async function compareWithBaselines(
  baselines: readonly MeasuredBaseline[],
  {
    models,
    folder,
    study: { classes, groups, splits, task },
    seed,
  }: {
    readonly models: Report['models'];
    /** The run folder, which holds a folder for each model. */
    readonly folder: string;
    readonly study: SplitDataset;
    readonly seed: number;
  },
): Promise<Baseline[]> {
  const known = baselines.some(({ answers }) => answers !== undefined);
  const complete = known ? models.filter(({ status, test }) => status === 'complete' && test !== null) : [];
  const measured = await Promise.all(
    complete.map(async ({ name, thresholds }) => ({
      name,
      test: await readPredictionsOf(splits.test, {
        path: join(folder, name, 'predictions.csv'),
        classes,
        split: 'test',
        task,
        thresholds: thresholds?.values,
      }),
    })),
  );
  const groupOf = new Map(splits.test.map(({ id, group }) => [id, group as string]));
  return baselines.map(({ answers, ...baseline }) => {
    if (answers === undefined || measured.length === 0) {
      return baseline;
    }
    const differences = measured.map(({ name, test }) => {
      const { ids } = test;
      const { macroF1: compared } = comparePaired(
        pairedData(test, { scores: ids.map((id) => indicatorRow(answers.get(id) ?? [], classes)) }),
        {
          metrics: { macroF1 },
          seed,
          resamples: DIFFERENCE_RESAMPLES,
          ...(groups !== undefined && { groups: ids.map((id) => groupOf.get(id)!) }),
        },
      ).differences;
      const { difference, interval, pValue } = compared;
      return { model: name, difference, interval, pValue };
    });
    return { ...baseline, differences };
  });
}

/** The answer of a baseline as scores: 1 for each class that it gives. */
function indicatorRow(answer: readonly number[], classes: SplitDataset['classes']): number[] {
  return classes.map((_, index) => Number(answer.includes(index)));
}
