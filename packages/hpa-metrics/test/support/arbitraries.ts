import fc from 'fast-check';
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
