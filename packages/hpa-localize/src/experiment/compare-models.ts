import { accuracyFromConfusion, comparePaired, holm, macroF1FromConfusion } from '@hpa/metrics';
import type { Report } from '../report/schema/report-schema.js';
import type { SplitPredictions } from './predictions-csv.js';

type Comparison = Report['comparisons'][number];

/** Resamples for comparisons: the smallest p-value, 2 / 5001, must survive Holm's correction. */
const RESAMPLES = 5000;

/**
 * Compares every pair of models on the same test samples: macro F1 by a paired bootstrap over whole groups where
 * there are any, accuracy by McNemar's exact test; p-values corrected by Holm over the pairs of each metric.
 */
export function compareModels(
  models: readonly { readonly name: string; readonly test: SplitPredictions }[],
  { seed, groups }: { readonly seed: number; readonly groups: readonly string[] | undefined },
): Comparison[] {
  const pairs = models.flatMap((a, index) => models.slice(index + 1).map((b) => ({ a, b })));
  const results = pairs.map(({ a, b }) => {
    const { differences, mcnemar } = comparePaired(
      { labels: a.test.labels, a: a.test.scores, b: b.test.scores },
      {
        metrics: { macroF1: macroF1FromConfusion, accuracy: accuracyFromConfusion },
        seed,
        resamples: RESAMPLES,
        ...(groups && { groups }),
      },
    );
    const bootstrapName = groups ? 'paired bootstrap over groups' : 'paired bootstrap';
    return [
      { a: a.name, b: b.name, metric: 'macroF1' as const, ...pick(differences.macroF1), test: bootstrapName },
      {
        ...{ a: a.name, b: b.name, metric: 'accuracy' as const },
        ...pick(differences.accuracy),
        ...{ pValue: mcnemar.pValue, test: 'McNemar, exact' },
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
