import type { Sample } from '../sample.js';
import type { SeededRandom } from '../seeded-random.js';

/** Demands closer than this are equal: counts minus shares of counts carry rounding errors. */
const ROUNDING = 1e-9;

/**
 * Assigns samples with any number of labels to splits by iterative stratification (Sechidis, Tsoumakas and Vlahavas,
 * "On the Stratification of Multi-label Data", ECML PKDD 2011, Algorithm 1): the class with the fewest remaining
 * samples comes first; each of its samples goes to the split that lacks most of that class, then most samples overall.
 *
 * @param samples In a fixed order, with distinct labels in [0, classCount).
 * @returns The index of the split, by position of the sample.
 */
export function iterativeStratification(
  samples: readonly Sample[],
  {
    shares,
    classCount,
    random,
  }: { readonly shares: readonly number[]; readonly classCount: number; readonly random: SeededRandom },
): number[] {
  const splitOf = new Array<number>(samples.length).fill(-1);
  const order = random.shuffle([...samples.keys()]);
  const members = Array.from({ length: classCount }, (_, label) =>
    order.filter((index) => samples[index]!.labels.includes(label)),
  );
  const remaining = members.map(({ length }) => length);
  const wanted = shares.map((share) => remaining.map((count) => share * count));
  const wantedInAll = shares.map((share) => share * samples.length);

  const assign = (index: number, demand: (split: number) => number) => {
    const split = neediest(shares.length, { demand, wantedInAll, random });
    splitOf[index] = split;
    wantedInAll[split]!--;
    for (const label of samples[index]!.labels) {
      wanted[split]![label]!--;
      remaining[label]!--;
    }
  };

  for (let label = rarest(remaining); label !== -1; label = rarest(remaining)) {
    for (const index of members[label]!) {
      if (splitOf[index] === -1) {
        assign(index, (split) => wanted[split]![label]!);
      }
    }
  }
  for (const index of order) {
    if (splitOf[index] === -1) {
      assign(index, (split) => wantedInAll[split]!);
    }
  }
  return splitOf;
}

/** The class with the fewest, but some, remaining samples; -1 if no class has any. */
function rarest(remaining: readonly number[]): number {
  const some = remaining.filter((count) => count > 0);
  return some.length === 0 ? -1 : remaining.indexOf(Math.min(...some));
}

/** The split with the largest demand; ties go to the one that lacks most samples, then to one at random. */
function neediest(
  splitCount: number,
  {
    demand,
    wantedInAll,
    random,
  }: {
    readonly demand: (split: number) => number;
    readonly wantedInAll: readonly number[];
    readonly random: SeededRandom;
  },
): number {
  const highest = (candidates: readonly number[], score: (split: number) => number) => {
    const maximum = Math.max(...candidates.map(score));
    return candidates.filter((split) => score(split) >= maximum - ROUNDING);
  };
  const all = Array.from({ length: splitCount }, (_, split) => split);
  const tied = highest(highest(all, demand), (split) => wantedInAll[split]!);
  return tied.length === 1 ? tied[0]! : tied[random.integer([0, tied.length - 1])]!;
}
