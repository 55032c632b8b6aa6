import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** How test sets and models are simulated. */
export interface Simulation {
  /** The share of groups of each class; its length is the number of classes. */
  readonly shares: readonly number[];
  /** The number of groups, each of one class, as the cells of one image mostly are. */
  readonly groupCount: number;
  /** Whether as many groups hold each class as its share says, as in a stratified split, or each group has a random class. */
  readonly stratified: boolean;
  /** Cells of a group: 9 stands for 1 to 17 or so, 1 for cells without groups. */
  readonly cellsPerGroup: 1 | 9;
  /** The log odds of a right answer. */
  readonly skill: number;
  /** The standard deviation of the log odds between trainings of one model. */
  readonly seedDeviation?: number;
}

/** Groups that were drawn: for each cell its label and its group, and how hard each group is. */
export interface SimulatedCells {
  readonly labels: number[];
  readonly groups: string[];
  readonly groupOf: number[];
  readonly difficulty: number[];
  readonly labelOf: number[];
}

/** Random numbers of one seed. */
export class SimulatedNumbers {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** In [0, 1). */
  uniform(): number {
    return (this.#generator.next() >>> 0) / 2 ** 32;
  }

  /** Standard normal, by the method of Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  normals(length: number): number[] {
    return Array.from({ length }, () => this.normal());
  }
}

/** Draws the groups of a test set and their cells. */
export function drawCells(
  numbers: SimulatedNumbers,
  { shares, groupCount, stratified, cellsPerGroup }: Simulation,
): SimulatedCells {
  const labelOf = Array.from({ length: groupCount }, (_, group) =>
    classAt(stratified ? (group + 0.5) / groupCount : numbers.uniform(), shares),
  );
  const sizes = labelOf.map(() =>
    cellsPerGroup === 1 ? 1 : Math.max(1, Math.round(cellsPerGroup + 3 * numbers.normal())),
  );
  const groupOf = sizes.flatMap((size, group) => Array.from({ length: size }, () => group));
  return {
    labels: groupOf.map((group) => labelOf[group]!),
    groups: groupOf.map((group) => `image ${group}`),
    groupOf,
    difficulty: numbers.normals(groupCount),
    labelOf,
  };
}

/**
 * Draws the answers of trainings of one model. Groups are hard for all models, for a model and for a training; what is wrong
 * is mostly wrong alike within a group. All models of a simulation are equally good.
 */
export function drawTrainings(
  numbers: SimulatedNumbers,
  cells: SimulatedCells,
  { simulation, trainings }: { readonly simulation: Simulation; readonly trainings: number },
): number[][][] {
  const { shares, skill, seedDeviation = 0 } = simulation;
  const classCount = shares.length;
  const ofModel = numbers.normals(cells.labelOf.length);
  return Array.from({ length: trainings }, () => {
    const ofTraining = numbers.normals(cells.labelOf.length);
    const ofSeed = numbers.normals(classCount).map((value) => seedDeviation * value);
    const favorites = cells.labelOf.map(() => 1 + Math.floor(numbers.uniform() * (classCount - 1)));
    return cells.labels.map((label, cell) => {
      const group = cells.groupOf[cell]!;
      const logOdds =
        skill + ofSeed[label]! + cells.difficulty[group]! + (ofModel[group]! + ofTraining[group]!) / 2;
      const right = numbers.uniform() < 1 / (1 + Math.exp(-logOdds));
      const other =
        numbers.uniform() < 0.6 ? favorites[group]! : 1 + Math.floor(numbers.uniform() * (classCount - 1));
      const answer = right ? label : (label + other) % classCount;
      return shares.map((_, index) => Number(index === answer));
    });
  });
}

function classAt(place: number, shares: readonly number[]): number {
  let below = 0;
  for (const [index, share] of shares.entries()) {
    below += share;
    if (place < below) {
      return index;
    }
  }
  return shares.length - 1;
}
