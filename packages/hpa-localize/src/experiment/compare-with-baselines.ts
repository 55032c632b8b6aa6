import { join } from 'node:path';
import { comparePaired, macroF1 } from '@hpa/metrics';
import type { Report } from '../report/schema/report-schema.js';
import { DIFFERENCE_RESAMPLES } from '../report/words/resamples.js';
import type { MeasuredBaseline } from './measure-baselines.js';
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
    study: { classes, groups, splits },
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
    complete.map(async ({ name }) => ({
      name,
      test: await readPredictionsOf(splits.test, {
        path: join(folder, name, 'predictions.csv'),
        classes,
        split: 'test',
      }),
    })),
  );
  const groupOf = new Map(splits.test.map(({ id, group }) => [id, group as string]));
  return baselines.map(({ answers, ...baseline }) => {
    if (answers === undefined || measured.length === 0) {
      return baseline;
    }
    const differences = measured.map(({ name, test: { ids, labels, scores } }) => {
      const answered = ids.map((id) => {
        const answer = answers.get(id);
        return classes.map((_, index) => Number(index === answer));
      });
      const compared = comparePaired(
        { labels, a: scores, b: answered },
        {
          metrics: { macroF1 },
          seed,
          resamples: DIFFERENCE_RESAMPLES,
          ...(groups !== undefined && { groups: ids.map((id) => groupOf.get(id)!) }),
        },
      ).differences.macroF1;
      return { model: name, difference: compared.difference, interval: compared.interval };
    });
    return { ...baseline, differences };
  });
}
