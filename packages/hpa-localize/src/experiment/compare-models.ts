import { join } from 'node:path';
import { accuracy, comparePaired, holm, macroF1 } from '@hpa/metrics';
import type { Report } from '../report/schema/report-schema.js';
import { DIFFERENCE_RESAMPLES } from '../report/words/resamples.js';
import { pairedData } from './paired-data.js';
import { readPredictionsOf, type SplitPredictions } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';

type Comparison = Report['comparisons'][number];

/**
 * Compares every pair of complete models on the test split: macro F1 by a paired bootstrap over whole groups if there are
 * any, accuracy by McNemar's exact test; p-values are corrected by Holm over the pairs of each metric. Of several labels a sample,
 * each model is judged with its own thresholds, and accuracy is the share of samples whose labels are all right. The predictions
 * are read back from the run folder, so that resumed runs compare like others, and paired by the ids of the samples.
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
  {
    folder,
    study: { classes, groups, splits, task },
    seed,
  }: {
    /** The run folder, which holds a folder for each model. */
    readonly folder: string;
    readonly study: SplitDataset;
    /** Integer in [0, 2^32) that decides the resampling. */
    readonly seed: number;
  },
): Promise<Comparison[]> {
  const complete = models.filter(({ status }) => status === 'complete');
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
  return comparePairs(measured, {
    seed,
    ...(groups !== undefined && { groups: splits.test.map(({ group }) => group as string) }),
  });
}

function comparePairs(
  models: readonly { readonly name: string; readonly test: SplitPredictions }[],
  { seed, groups }: { readonly seed: number; readonly groups?: readonly string[] },
): Comparison[] {
  const pairs = models.flatMap((a, index) => models.slice(index + 1).map((b) => ({ a, b })));
  const results = pairs.map(({ a, b }) => {
    const { differences, mcnemar } = comparePaired(pairedData(a.test, b.test), {
      metrics: { macroF1, accuracy },
      seed,
      resamples: DIFFERENCE_RESAMPLES,
      ...(groups && { groups }),
    });
    const bootstrapName = groups ? 'paired bootstrap over groups' : 'paired bootstrap';
    return [
      { a: a.name, b: b.name, metric: 'macroF1' as const, ...pick(differences.macroF1), test: bootstrapName },
      {
        a: a.name,
        b: b.name,
        metric: 'accuracy' as const,
        ...pick(differences.accuracy),
        pValue: mcnemar.pValue,
        test: 'McNemar, exact',
      },
    ];
  });
  return [0, 1].flatMap((metric) =>
    adjust(results.map((pair) => pair[metric] as Omit<Comparison, 'adjustedPValue'>)),
  );
}

function pick({ difference, interval, pValue }: Pick<Comparison, 'difference' | 'interval' | 'pValue'>) {
  return { difference, interval, pValue };
}

function adjust(comparisons: readonly Omit<Comparison, 'adjustedPValue'>[]): Comparison[] {
  const known = comparisons.filter(({ pValue }) => pValue !== null);
  const adjusted = holm(known.map(({ pValue }) => pValue as number));
  return comparisons.map((comparison) => {
    const index = known.indexOf(comparison);
    return { ...comparison, adjustedPValue: index < 0 ? null : (adjusted[index] as number) };
  });
}
