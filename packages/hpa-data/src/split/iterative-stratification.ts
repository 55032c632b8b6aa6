import type { Sample } from '../sample.js';
import type { SeededRandom } from '../seeded-random.js';

/** Options of {@link iterativeStratification}. */
export interface IterativeStratificationOptions {
  /** Share of each part, adding up to 1. */
  readonly shares: readonly number[];
  /** Number of classes. */
  readonly classCount: number;
  /** Source of the draw. */
  readonly random: SeededRandom;
}

/**
 * Allots samples with any number of labels to parts by iterative stratification (Sechidis, Tsoumakas and Vlahavas,
 * "On the Stratification of Multi-label Data", ECML PKDD 2011, Algorithm 1): the class with the fewest samples left
 * comes first, and each of its samples goes where most of that class is still wanted, then where most samples are.
 *
 * @param samples In a fixed order, with distinct labels in [0, classCount).
 * @returns Index of the part, by position of the sample.
 */
export function iterativeStratification(
  samples: readonly Sample[],
  { shares, classCount, random }: IterativeStratificationOptions,
): number[] {
  const partOf = new Array<number>(samples.length).fill(-1);
  const order = random.shuffle([...samples.keys()]);
  const members = Array.from({ length: classCount }, (_, label) =>
    order.filter((index) => samples[index]!.labels.includes(label)),
  );
  const left = members.map(({ length }) => length);
  const wanted = shares.map((share) => left.map((count) => share * count));
  const wantedInAll = shares.map((share) => share * samples.length);

  const allot = (index: number, wish: (part: number) => number) => {
    const part = greediest(shares.length, { wish, wantedInAll, random });
    partOf[index] = part;
    wantedInAll[part]!--;
    for (const label of samples[index]!.labels) {
      wanted[part]![label]!--;
      left[label]!--;
    }
  };

  for (let label = rarest(left); label !== -1; label = rarest(left)) {
    for (const index of members[label]!) {
      if (partOf[index] === -1) {
        allot(index, (part) => wanted[part]![label]!);
      }
    }
  }
  for (const index of order) {
    if (partOf[index] === -1) {
      allot(index, (part) => wantedInAll[part]!);
    }
  }
  return partOf;
}

/** The class with the fewest samples left to allot, but some; -1 where none has any. */
function rarest(left: readonly number[]): number {
  const some = left.filter((count) => count > 0);
  return some.length === 0 ? -1 : left.indexOf(Math.min(...some));
}

/** Wishes this near each other are equal: they are counts less shares of counts, which do not add up exactly. */
const rounding = 1e-9;

/** The part with the greatest wish; among equals, that which wants most samples; among those, one at random. */
function greediest(
  parts: number,
  {
    wish,
    wantedInAll,
    random,
  }: {
    readonly wish: (part: number) => number;
    readonly wantedInAll: readonly number[];
    readonly random: SeededRandom;
  },
): number {
  const most = (candidates: readonly number[], score: (part: number) => number) => {
    const best = Math.max(...candidates.map(score));
    return candidates.filter((part) => score(part) >= best - rounding);
  };
  const all = Array.from({ length: parts }, (_, part) => part);
  const best = most(most(all, wish), (part) => wantedInAll[part]!);
  return best.length === 1 ? best[0]! : best[random.integer([0, best.length - 1])]!;
}
