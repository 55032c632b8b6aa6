import { describe, expect, it } from 'vitest';
import { accuracy, compareTrainings, confidenceIntervals, holm, macroF1 } from '../src/index.js';
import { drawCells, drawTrainings, SimulatedNumbers, type Simulation } from './support/simulated-cells.js';

// What docstrings and decisions/0028-a-jackknife-over-groups-and-trainings.md say of sizes and coverage, by the functions
// themselves. A draw has the seed of its number. Rates of .05 have a standard error of .005 over 2000 draws, and of .01 over the
// 500 of cases that take long.

const NAMES = ['macroF1', 'accuracy'] as const;
type Name = (typeof NAMES)[number];
type Counts = Record<Name, number>;

const FOUR_CLASSES = [0.4, 0.3, 0.2, 0.1];
const GROUPED = { shares: FOUR_CLASSES, stratified: true, cellsPerGroup: 9, skill: 1.5 } as const;
const ALONE = { ...GROUPED, cellsPerGroup: 1 } as const;

interface Case extends Simulation {
  readonly title: string;
  readonly draws: number;
}

const CASES: readonly Case[] = [
  { title: '10 groups', ...GROUPED, groupCount: 10, draws: 2000 },
  { title: '30 groups', ...GROUPED, groupCount: 30, draws: 2000 },
  { title: '60 groups', ...GROUPED, groupCount: 60, draws: 2000 },
  { title: '120 groups', ...GROUPED, groupCount: 120, draws: 2000 },
  {
    title: '20 groups of equally frequent classes',
    ...GROUPED,
    shares: [0.25, 0.25, 0.25, 0.25],
    groupCount: 20,
    draws: 2000,
  },
  { title: '60 groups of random classes', ...GROUPED, stratified: false, groupCount: 60, draws: 2000 },
  { title: '40 groups, mostly right', ...GROUPED, skill: 3, groupCount: 40, draws: 2000 },
  { title: '90 cells', ...ALONE, groupCount: 90, draws: 2000 },
  {
    title: '200 cells of random classes, mostly right',
    ...ALONE,
    stratified: false,
    skill: 3,
    groupCount: 200,
    draws: 2000,
  },
];

const REPEATED: readonly (Case & { readonly trainings: number })[] = [10, 30, 120].flatMap((groupCount) =>
  [3, 5].map((trainings) => ({
    title: `${trainings} trainings, ${groupCount} groups`,
    trainings,
    ...GROUPED,
    groupCount,
    draws: groupCount > 100 ? 500 : 1000,
    // By itself a standard deviation of about .03 in macro F1 between trainings of one model.
    seedDeviation: 0.3,
  })),
);

const FAMILIES: readonly (Case & { readonly models: number })[] = [
  { title: '3 models, 10 groups', models: 3, ...GROUPED, groupCount: 10, draws: 2000 },
  { title: '5 models, 20 groups', models: 5, ...GROUPED, groupCount: 20, draws: 2000 },
  { title: '4 models, 60 groups', models: 4, ...GROUPED, groupCount: 60, draws: 500 },
];

/** Draws test sets, with models of some trainings each, and counts for each metric the draws in which something is so. */
function count(
  simulation: Omit<Case, 'title'>,
  { models, trainings }: { readonly models: number; readonly trainings: number },
  isSo: (
    drawn: { readonly labels: number[]; readonly models: number[][][][] },
    options: Parameters<typeof confidenceIntervals<Name>>[1],
  ) => Readonly<Record<Name, boolean>>,
): Counts {
  const counts = { macroF1: 0, accuracy: 0 };
  for (let draw = 1; draw <= simulation.draws; draw++) {
    const numbers = new SimulatedNumbers(draw);
    const cells = drawCells(numbers, simulation);
    const drawn = Array.from({ length: models }, () =>
      drawTrainings(numbers, cells, { simulation, trainings }),
    );
    const { labels, groups } = cells;
    const options = { metrics: { macroF1, accuracy }, seed: 1 };
    const found = isSo(
      { labels, models: drawn },
      { ...options, groups: simulation.cellsPerGroup > 1 ? groups : undefined },
    );
    for (const name of NAMES) {
      counts[name] += Number(found[name]);
    }
  }
  return counts;
}

/** Whether equal models are said to differ: by the smallest of the p-values, corrected if there are several. */
function countClaims(simulation: Omit<Case, 'title'>, size: { models: number; trainings: number }): Counts {
  return count(simulation, size, ({ labels, models }, options) => {
    const compared = models.flatMap((a, index) =>
      models.slice(index + 1).map((b) => compareTrainings({ labels, a, b }, options).differences),
    );
    const claims = (name: Name) =>
      Math.min(...holm(compared.map((differences) => differences[name].pValue!))) < 0.05;
    return { macroF1: claims('macroF1'), accuracy: claims('accuracy') };
  });
}

function expectFewClaims({ title, draws }: Case, claims: Counts): void {
  const rates = NAMES.map((name) => `${name} ${(claims[name] / draws).toFixed(4)}`);
  console.log(`${title}, ${draws} draws: ${rates.join(', ')}`);
  for (const name of NAMES) {
    expect(claims[name]).toBeLessThanOrEqual(0.06 * draws);
  }
}

describe('equal models differ in at most 6 % of draws, p < .05', () => {
  it.each(CASES)('$title', (simulation) => {
    expectFewClaims(simulation, countClaims(simulation, { models: 2, trainings: 1 }));
  });

  it.each(REPEATED)('$title', ({ trainings, ...simulation }) => {
    expectFewClaims(simulation, countClaims(simulation, { models: 2, trainings }));
  });

  it.each(FAMILIES)('$title, corrected by Holm', ({ models, ...simulation }) => {
    expectFewClaims(simulation, countClaims(simulation, { models, trainings: 1 }));
  });
});

describe('95 % intervals that are given cover in 92 to 97 % of draws', () => {
  it.each(CASES)('$title', ({ title, ...simulation }) => {
    const truth = trueScores(simulation);
    const given = { macroF1: 0, accuracy: 0 };
    const covered = count(simulation, { models: 1, trainings: 1 }, ({ labels, models }, options) => {
      const intervals = confidenceIntervals({ labels, scores: models[0]![0]! }, options);
      const covers = (name: Name) => {
        const { interval } = intervals[name];
        given[name] += Number(interval !== null);
        return interval !== null && interval[0] <= truth[name] && truth[name] <= interval[1];
      };
      return { macroF1: covers('macroF1'), accuracy: covers('accuracy') };
    });
    const rates = NAMES.map(
      (name) => `${name} ${(covered[name] / given[name]).toFixed(3)} of ${given[name]}`,
    );
    console.log(`${title}: ${rates.join(', ')}`);
    for (const name of NAMES) {
      expect(covered[name]).toBeGreaterThanOrEqual(0.92 * given[name]);
      expect(covered[name]).toBeLessThanOrEqual(0.97 * given[name]);
    }
  });
});

/** The scores on very many groups, each of a random class. */
function trueScores(simulation: Simulation): Counts {
  const numbers = new SimulatedNumbers(0);
  const many = { ...simulation, stratified: false, groupCount: 90_000 / simulation.cellsPerGroup };
  const cells = drawCells(numbers, many);
  const [scores] = drawTrainings(numbers, cells, { simulation, trainings: 1 });
  const data = { labels: cells.labels, scores: scores! };
  return { macroF1: macroF1(data), accuracy: accuracy(data) };
}
