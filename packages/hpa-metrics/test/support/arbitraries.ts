import fc from 'fast-check';
import type { ClassificationData } from '../../src/index.js';
import type { SingleLabel } from './hand-worked.js';

/** Classification data of 1 to 40 samples and 2 to 6 classes, with coarse scores, so that ties are common. */
export const classificationData: fc.Arbitrary<SingleLabel> = fc
  .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 40 }))
  .chain(([classCount, sampleCount]) => dataOfSize({ classCount, sampleCount }));

/** Data of a given size: each row is made of small integers, normalized. */
export function dataOfSize({
  classCount,
  sampleCount,
}: {
  classCount: number;
  sampleCount: number;
}): fc.Arbitrary<SingleLabel> {
  const row = fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: classCount, maxLength: classCount })
    .filter((weights) => weights.some((weight) => weight > 0))
    .map((weights) => {
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return weights.map((weight) => weight / sum);
    });
  return fc.record({
    labels: fc.array(fc.integer({ min: 0, max: classCount - 1 }), {
      minLength: sampleCount,
      maxLength: sampleCount,
    }),
    scores: fc.array(row, { minLength: sampleCount, maxLength: sampleCount }),
  });
}

/** The same samples in another order. */
export function reordered({ labels, scores }: SingleLabel, order: readonly number[]): SingleLabel {
  return { labels: order.map((sample) => labels[sample]!), scores: order.map((sample) => scores[sample]!) };
}

/** Data with a shuffled list of its sample indices. */
export const dataAndOrder: fc.Arbitrary<readonly [SingleLabel, number[]]> = classificationData.chain((data) =>
  fc.tuple(
    fc.constant(data),
    fc.shuffledSubarray([...data.labels.keys()], { minLength: data.labels.length }),
  ),
);

/** Data without ties between classes, with a permutation: `to[oldClass]` is the new class. */
export const dataAndClassPermutation: fc.Arbitrary<readonly [SingleLabel, number[]]> = classificationData
  .filter(({ scores }) => scores.every((row) => new Set(row).size === row.length))
  .chain((data) => {
    const classes = [...data.scores[0]!.keys()];
    return fc.tuple(fc.constant(data), fc.shuffledSubarray(classes, { minLength: classes.length }));
  });

/** Renames class `index` to `to[index]`, in labels and columns alike. */
export function relabeled({ labels, scores }: SingleLabel, to: readonly number[]): SingleLabel {
  return {
    labels: labels.map((label) => to[label as number]!),
    scores: scores.map((row) => {
      const moved = [...row];
      for (const [index, probability] of row.entries()) {
        moved[to[index]!] = probability;
      }
      return moved;
    }),
  };
}

/** Data of samples that belong to any number of classes each, given by lists. */
export type SeveralLabels = Extract<ClassificationData, { labels: readonly (readonly number[])[] }>;

/** Multi-label data of 1 to 30 samples and 1 to 5 classes, with coarse scores and thresholds, so that ties are common. */
export const multiLabelData: fc.Arbitrary<SeveralLabels> = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 30 }))
  .chain(([classCount, sampleCount]) => multiLabelDataOfSize({ classCount, sampleCount }));

/** Multi-label data of a given size. */
export function multiLabelDataOfSize({
  classCount,
  sampleCount,
}: {
  classCount: number;
  sampleCount: number;
}): fc.Arbitrary<SeveralLabels> {
  const tenth = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10);
  const rowOf = { minLength: classCount, maxLength: classCount };
  const rows = { minLength: sampleCount, maxLength: sampleCount };
  return fc.record({
    task: fc.constant('multi-label' as const),
    labels: fc.array(fc.shuffledSubarray([...new Array<number>(classCount).keys()]), rows),
    scores: fc.array(fc.array(tenth, rowOf), rows),
    thresholds: fc.array(tenth, rowOf),
  });
}

/** The same multi-label samples in the order of their indices reversed. */
export function reversed({ labels, scores, ...rest }: SeveralLabels): SeveralLabels {
  return { ...rest, labels: [...labels].reverse(), scores: [...scores].reverse() };
}

/** The classes of multi-label data in the order reversed. */
export function reversedClasses({ labels, scores, thresholds, ...rest }: SeveralLabels): SeveralLabels {
  const last = scores[0]!.length - 1;
  return {
    ...rest,
    labels: labels.map((row) => row.map((index) => last - index)),
    scores: scores.map((row) => [...row].reverse()),
    thresholds: thresholds && [...thresholds].reverse(),
  };
}

/** The indicators that say the same as the lists of labels. */
export function indicatorsOf({ labels, scores }: SeveralLabels): number[][] {
  return labels.map((row) => scores[0]!.map((_, index) => (row.includes(index) ? 1 : 0)));
}
