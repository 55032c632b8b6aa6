import { requireSeed } from '../require-seed.js';
import type { Sample } from '../sample.js';
import { type SeededRandom, seededRandom } from '../seeded-random.js';

/**
 * Counts how often classes occur, alone and together, and picks example samples of each.
 *
 * @throws RangeError if a label is outside [0, classCount) or repeated in one sample, or the seed is no integer in [0, 2^32).
 * @example
 * import { describeLabels, syntheticCells } from '@hpa/data';
 * const { samples } = syntheticCells({ classes: [2, 25], count: 30, seed: 1, size: 64 });
 * describeLabels(samples, { classCount: 2 }).counts; // [10,20]
 */
export function describeLabels(
  samples: readonly Sample[],
  {
    classCount,
    exampleCount = 8,
    seed = 0,
  }: {
    /** Number of classes; every label is in [0, classCount). */
    readonly classCount: number;
    /** Maximum number of examples per class. Default: 8. */
    readonly exampleCount?: number;
    /** Draws the examples, an integer in [0, 2^32). Default: 0. */
    readonly seed?: number;
  },
): {
  /** Number of samples per class. */
  readonly counts: readonly number[];
  /** Number of samples that have both classes, by row and column; the diagonal holds the counts. */
  readonly coOccurrence: readonly (readonly number[])[];
  /** Number of samples by their number of labels, from 0 up. */
  readonly labelsPerSample: readonly number[];
  /**
   * Ids of samples of each class, drawn from as many groups as there are: a second one of a group comes after the first of all others,
   * and of a group those with the fewest other labels first. The order of the samples does not matter.
   */
  readonly examples: readonly (readonly string[])[];
  /** Ids of samples without a label, drawn likewise. */
  readonly unlabeled: readonly string[];
} {
  const classes = Array.from({ length: classCount }, (_, label) => label);
  const coOccurrence = classes.map(() => classes.map(() => 0));
  const labelsPerSample: number[] = [];
  for (const { id, labels } of samples) {
    requireLabels(labels, { id, classCount });
    for (const a of labels) {
      for (const b of labels) {
        coOccurrence[a]![b]!++;
      }
    }
    while (labelsPerSample.length <= labels.length) {
      labelsPerSample.push(0);
    }
    labelsPerSample[labels.length]!++;
  }
  const draw = (members: readonly Sample[], of: string): string[] =>
    drawFromGroups(members, seededRandom(['examples', requireSeed(seed), of])).slice(0, exampleCount);
  return {
    counts: classes.map((label) => coOccurrence[label]![label]!),
    coOccurrence,
    labelsPerSample,
    examples: classes.map((label) =>
      draw(
        samples.filter(({ labels }) => labels.includes(label)),
        `class ${label}`,
      ),
    ),
    unlabeled: draw(
      samples.filter(({ labels }) => labels.length === 0),
      'no label',
    ),
  };
}

/** Orders samples at random, so that the first of every group come first, then the second of each; samples without a group are their own. */
function drawFromGroups(members: readonly Sample[], random: SeededRandom): string[] {
  const sorted = [...members].sort((a, b) => (a.id < b.id ? -1 : 1));
  const drawn = random.shuffle(sorted).sort((a, b) => a.labels.length - b.labels.length);
  const taken = new Map<string, number>();
  const rounds = drawn.map(({ id, group }) => {
    const name = group === undefined ? `sample ${id}` : `group ${group}`;
    const round = taken.get(name) ?? 0;
    taken.set(name, round + 1);
    return { id, round };
  });
  return rounds.sort((a, b) => a.round - b.round).map(({ id }) => id);
}

function requireLabels(
  labels: readonly number[],
  { id, classCount }: { readonly id: string; readonly classCount: number },
): readonly number[] {
  const fit = labels.every((label) => Number.isInteger(label) && label >= 0 && label < classCount);
  if (!fit || new Set(labels).size !== labels.length) {
    throw new RangeError(
      `sample ${id} must have distinct labels in [0, ${classCount - 1}]; received [${labels.join(', ')}]`,
    );
  }
  return labels;
}
