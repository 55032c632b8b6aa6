import type { SeededRandom } from '../seeded-random.js';

/** Placements that the complete search tries at most; inputs that it solves take one or two per class and split. */
const MAXIMUM_SEARCH_STEPS = 10_000;

/** Moves that the repair tries at most in all, and in one go from one random start. */
const MAXIMUM_REPAIR_STEPS = 30_000;
const REPAIR_STEPS_PER_START = 5_000;

/** Share of the repair's moves that are drawn at random, so that it leaves dead ends. */
const RANDOM_MOVES = 0.1;

/** What `coverClasses` found. */
export interface Covering {
  /**
   * `covered`: every split holds every class; `impossible`: no assignment does, the search was complete; `unknown`: none was found
   * within the bound.
   */
  readonly outcome: 'covered' | 'impossible' | 'unknown';
  /** The split of each group; -1 for groups that are not needed. Of the nearest assignment found where the outcome is `unknown`. */
  readonly splitOf: readonly number[];
  /** What that assignment lacks, as pairs of a class and a split; empty if covered. */
  readonly lacking: readonly { readonly label: number; readonly split: number }[];
  /** Placements and moves tried, at most the bounds on both together. */
  readonly steps: number;
}

/**
 * Looks for an assignment of groups to splits by which every split holds every class.
 *
 * A backtracking search takes the pair of class and split with the fewest candidate groups first. It is complete, but may take longer
 * than anyone waits, as the problem is NP-hard. After a bounded number of placements a repair takes over: from random assignments it
 * moves one group at a time, each to a split that lacks a class of its, where it leaves least lacking. It is bounded too.
 *
 * @param holds The classes of each group, distinct, in [0, classCount).
 */
export function coverClasses(
  holds: readonly (readonly number[])[],
  {
    splitCount,
    classCount,
    random,
    maximumSearchSteps = MAXIMUM_SEARCH_STEPS,
    maximumRepairSteps = MAXIMUM_REPAIR_STEPS,
  }: {
    readonly splitCount: number;
    readonly classCount: number;
    readonly random: SeededRandom;
    readonly maximumSearchSteps?: number;
    readonly maximumRepairSteps?: number;
  },
): Covering {
  const holders = Array.from({ length: classCount }, (): number[] => []);
  for (const [group, labels] of holds.entries()) {
    for (const label of labels) {
      holders[label]!.push(group);
    }
  }
  const problem: Problem = { holds, splitCount, classCount, holders };
  const searched = search(problem, maximumSearchSteps);
  if (searched.outcome !== 'unknown') {
    return searched;
  }
  const repaired = repair(problem, { random, maximumSteps: maximumRepairSteps });
  return { ...repaired, steps: searched.steps + repaired.steps };
}

interface Problem {
  readonly holds: readonly (readonly number[])[];
  readonly splitCount: number;
  readonly classCount: number;
  /** The groups that hold each class. */
  readonly holders: readonly (readonly number[])[];
}

/** A pair of class and split that the search fills, and the candidates that it has not tried. */
interface Choice {
  readonly split: number;
  readonly candidates: readonly number[];
  next: number;
}

/** The complete search, which keeps its own stack: it goes as deep as there are pairs of classes and splits. */
function search({ holds, splitCount, classCount, holders }: Problem, maximumSteps: number): Covering {
  const splitOf = holds.map(() => -1);
  const held = Array.from({ length: splitCount }, () => new Array<number>(classCount).fill(0));
  const free = holders.map(({ length }) => length);
  const lacks = new Array<number>(classCount).fill(splitCount);
  const put = (group: number, split: number) => {
    splitOf[group] = split;
    for (const label of holds[group]!) {
      free[label]!--;
      lacks[label]! -= held[split]![label]!++ === 0 ? 1 : 0;
    }
  };
  const take = (group: number) => {
    const split = splitOf[group]!;
    splitOf[group] = -1;
    for (const label of holds[group]!) {
      free[label]!++;
      lacks[label]! += --held[split]![label]! === 0 ? 1 : 0;
    }
  };
  /** The pair with the fewest candidates; none of them if some class has fewer than splits that lack it. */
  const choose = (): Choice | undefined => {
    let [fewest, label, split] = [Number.POSITIVE_INFINITY, -1, -1];
    if (lacks.some((count, label) => count > free[label]!)) {
      return { split: 0, candidates: [], next: 0 };
    }
    for (const [index, counts] of held.entries()) {
      for (let each = 0; each < classCount; each++) {
        if (counts[each] === 0 && free[each]! < fewest) {
          [fewest, label, split] = [free[each]!, each, index];
        }
      }
    }
    if (label === -1) {
      return undefined;
    }
    const candidates = holders[label]!.filter((group) => splitOf[group] === -1);
    return { split, candidates, next: 0 };
  };

  const choices: Choice[] = [];
  let choice = choose();
  for (let steps = 0; ; ) {
    if (choice === undefined) {
      return { outcome: 'covered', splitOf, lacking: [], steps };
    }
    if (choice.next < choice.candidates.length) {
      if (steps === maximumSteps) {
        return { outcome: 'unknown', splitOf, lacking: [], steps };
      }
      steps++;
      put(choice.candidates[choice.next++]!, choice.split);
      choices.push(choice);
      choice = choose();
    } else {
      choice = choices.pop();
      if (choice === undefined) {
        return { outcome: 'impossible', splitOf, lacking: [], steps };
      }
      take(choice.candidates[choice.next - 1]!);
    }
  }
}

/** Repairs random assignments by single moves, and keeps the one that lacks least. */
function repair(
  { holds, splitCount, classCount, holders }: Problem,
  { random, maximumSteps }: { readonly random: SeededRandom; readonly maximumSteps: number },
): Covering {
  const draw = <T>(items: readonly T[]): T => items[random.integer([0, items.length - 1])]!;
  let best: Covering | undefined;
  for (let steps = 0; steps < maximumSteps; ) {
    const splitOf = holds.map(() => random.integer([0, splitCount - 1]));
    const held = Array.from({ length: splitCount }, () => new Array<number>(classCount).fill(0));
    for (const [group, labels] of holds.entries()) {
      for (const label of labels) {
        held[splitOf[group]!]![label]!++;
      }
    }
    const lackingNow = () =>
      held.flatMap((counts, split) =>
        counts.flatMap((count, label) => (count === 0 ? [{ label, split }] : [])),
      );
    /** How many pairs more are lacking once the group has moved. */
    const loss = (group: number, split: number) => {
      const from = held[splitOf[group]!]!;
      return holds[group]!.reduce(
        (lost, label) => lost + Number(from[label] === 1) - Number(held[split]![label] === 0),
        0,
      );
    };
    for (let step = 0; ; step++) {
      const lacking = lackingNow();
      if (best === undefined || lacking.length < best.lacking.length) {
        const outcome = lacking.length === 0 ? 'covered' : 'unknown';
        best = { outcome, splitOf: [...splitOf], lacking, steps };
      }
      if (lacking.length === 0 || step === REPAIR_STEPS_PER_START || steps === maximumSteps) {
        break;
      }
      steps++;
      const { label, split } = draw(lacking);
      const candidates = holders[label]!;
      const losses = candidates.map((group) => loss(group, split));
      const minimum = Math.min(...losses);
      const group =
        random.uniform() < RANDOM_MOVES
          ? draw(candidates)
          : draw(candidates.filter((_, i) => losses[i] === minimum));
      for (const each of holds[group]!) {
        held[splitOf[group]!]![each]!--;
        held[split]![each]!++;
      }
      splitOf[group] = split;
    }
    if (best!.outcome === 'covered') {
      return { ...best!, steps };
    }
  }
  return { ...best!, steps: maximumSteps };
}
