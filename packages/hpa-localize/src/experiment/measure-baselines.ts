import { accuracy, macroF1 } from '@hpa/metrics';
import { joinNames } from '../answers/joined-names.js';
import type { Report } from '../report/schema/report-schema.js';
import { answerByChannelStatistics } from './linear-baseline.js';
import { toPredictions } from './predictions-csv.js';
import type { SplitDataset } from './split-dataset.js';

/**
 * Measures what every model must beat: the most frequent answer of the training split, a class or a set of them, which needs no image,
 * and logistic regression on channel statistics, which sees no shapes. Of folds, the scores are means over them. An engine of TensorFlow.js must have started.
 *
 * @example
 * import { measureBaselines, openDataset, splitDataset } from '@hpa/localize';
 * const dataset = await openDataset('synthetic', { classes: [14, 21], count: 24, size: 32 });
 * const study = await splitDataset(dataset, { seed: 1 });
 * (await measureBaselines(study)).map(({ name }) => name); // ["majority-class", "channel-statistics"]
 */
export async function measureBaselines({ folds, ...study }: SplitDataset): Promise<
  (Report['baselines'][number] & {
    /** The class indices that it gives each test sample, by id; `writeReport` compares the models with it by these. */
    readonly answers?: ReadonlyMap<string, readonly number[]>;
  })[]
> {
  if (folds === undefined) {
    return baselinesOf(study);
  }
  const measured: MeasuredBaseline[][] = [];
  for (const splits of folds) {
    measured.push(await baselinesOf({ ...study, splits }));
  }
  return measured[0]!.map(({ name }, index) =>
    overFolds(
      measured.map((fold) => fold[index]!),
      { name },
    ),
  );
}

async function baselinesOf(study: SplitDataset): Promise<MeasuredBaseline[]> {
  const severalLabels = study.task === 'multi-label';
  const linear = severalLabels ? 'one logistic regression per class' : 'logistic regression';
  return [
    majorityAnswer(study),
    measured(await answerByChannelStatistics(study), {
      study,
      name: 'channel-statistics',
      description: `${linear} on brightness, spread and correlation of the channels`,
    }),
  ];
}

/** One baseline over all folds: the means of its scores, and its answers to the samples of each. */
function overFolds(
  folds: readonly MeasuredBaseline[],
  { name }: { readonly name: string },
): MeasuredBaseline {
  const mean = (key: 'accuracy' | 'macroF1') =>
    folds.reduce((sum, { test }) => sum + test[key], 0) / folds.length;
  const descriptions = [...new Set(folds.map(({ description }) => description))];
  return {
    name,
    description: descriptions.join('; in other folds, '),
    test: { accuracy: mean('accuracy'), macroF1: mean('macroF1') },
    answers: new Map(folds.flatMap(({ answers }) => [...answers!])),
  };
}

/** A baseline, and what it answered. */
export type MeasuredBaseline = Awaited<ReturnType<typeof measureBaselines>>[number];

function majorityAnswer(study: SplitDataset): MeasuredBaseline {
  const { splits, classes, task } = study;
  const counts = new Map<string, { readonly labels: readonly number[]; samples: number }>();
  for (const { labels } of splits.train) {
    const counted = counts.get(labels.join()) ?? { labels, samples: 0 };
    counted.samples += 1;
    counts.set(labels.join(), counted);
  }
  // Of equally frequent answers, the first in class order: the result must not depend on the order of the samples.
  const [majority] = [...counts.values()].sort(
    (a, b) => b.samples - a.samples || compareLists(a.labels, b.labels),
  );
  const answer = majority?.labels ?? [];
  const names = joinNames(answer, { classes }).replaceAll('|', ' and ') || 'none of the classes';
  const what = task === 'multi-label' ? 'set of classes' : 'class';
  return measured(new Map(splits.test.map(({ id }) => [id, answer])), {
    study,
    name: task === 'multi-label' ? 'majority-set' : 'majority-class',
    description: `always answers ${names}, the most frequent ${what} in training`,
  });
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}

function measured(
  answers: ReadonlyMap<string, readonly number[]>,
  {
    study: { splits, classes, task },
    ...names
  }: { readonly study: SplitDataset; readonly name: string; readonly description: string },
): MeasuredBaseline {
  const ids = splits.test.map(({ id }) => id);
  const scores = ids.map((id) => classes.map((_, index) => Number(answers.get(id)!.includes(index))));
  const labels = splits.test.map((sample) => sample.labels);
  const data = toPredictions({ ids, labels, scores }, { classes, task });
  return { ...names, test: { accuracy: accuracy(data), macroF1: macroF1(data) }, answers };
}
