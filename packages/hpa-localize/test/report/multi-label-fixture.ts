import {
  applyTemperature,
  evaluate,
  expectedCalibrationError,
  fitTemperature,
  fitThresholds,
} from '@hpa/metrics';
import type {
  Comparison,
  Dataset,
  ModelReport,
  MultiLabelEvaluation,
  Report,
  Training,
} from '../../src/report/schema/report-schema.js';
import {
  kaggleLocations,
  modelFixture,
  nameOf,
  reportFixture,
  seededRandom,
  withTraining,
} from './report-fixture.js';

/** Options of {@link multiLabelFixture}. */
export interface MultiLabelOptions {
  /** One name per class; the 28 of the Kaggle competition by default. */
  readonly classes?: readonly string[];
  /** How far the scores of a class lie above those of the others, by the title of the model. */
  readonly skills?: Readonly<Record<string, number>>;
  readonly testCells?: number;
}

type Rows = readonly (readonly number[])[];

/** The predictions of one model as it makes them, and after they were calibrated on the validation split. */
export interface InventedModel {
  readonly title: string;
  readonly name: string;
  readonly uncalibrated: Readonly<Record<'validation' | 'test', Rows>>;
  readonly scores: Readonly<Record<'validation' | 'test', Rows>>;
  readonly thresholds: NonNullable<ModelReport['thresholds']>;
  readonly temperature: NonNullable<Training['temperature']>;
}

/** A report of several locations a cell, with the labels and predictions that it is made from. */
export interface MultiLabelFixture {
  readonly report: Report;
  readonly labels: Readonly<Record<'train' | 'validation' | 'test', Rows>>;
  readonly invented: readonly InventedModel[];
}

/** Shares of cells with no location, one, two and three of them, about those of the Kaggle competition. */
const LOCATIONS_PER_CELL: readonly number[] = [0.01, 0.48, 0.41, 0.1];

/** A whole, consistent report of several locations a cell, with invented predictions, made from a fixed seed. */
export function multiLabelFixture({
  classes: names = kaggleLocations,
  skills = { 'GapNet-PL': 4.2, 'ResNet-18': 3 },
  testCells = 450,
}: MultiLabelOptions = {}): MultiLabelFixture {
  const random = seededRandom(11);
  const draw = (cells: number) => Array.from({ length: cells }, () => drawLabels(names.length, { random }));
  const labels = { train: draw(testCells * 4), validation: draw(testCells), test: draw(testCells) };
  const classes = names.map((name, id) => ({ id, name }));
  const invented = Object.entries(skills).map(([title, skill]) =>
    inventModel(title, { labels, skill, random, names }),
  );
  const models = invented.map(({ title, scores, thresholds, temperature }, index) => {
    const data = {
      task: 'multi-label',
      labels: labels.test,
      scores: scores.test,
      thresholds: thresholds.values,
    } as const;
    const test = evaluate(data, { classes, seed: 1 });
    const model = withTraining(modelFixture(title, { index, test, random }), {
      thresholds: thresholds.values,
      temperature,
    });
    return { ...model, thresholds, test };
  });
  const single = reportFixture({ skills: {} });
  const report: Report = {
    ...single,
    command:
      'npm run compare -- --data ../shared/data/kaggle-2018 --classes all --models gapnet-pl,resnet-18',
    notes: [],
    dataset: { ...single.dataset, ...describeLabels(labels, { classes }) },
    baselines: [
      {
        name: 'majority-label-set',
        description: 'always answers the most frequent set of locations in training',
        test: { accuracy: 0.11, macroF1: 0.02 },
      },
      {
        name: 'channel-statistics',
        description: 'one logistic regression per location on the mean, spread and quantiles of each channel',
        test: { accuracy: 0.16, macroF1: 0.12 },
      },
    ],
    models,
    comparisons: compareFirstTwo(models),
  };
  return { report, labels, invented };
}

function inventModel(
  title: string,
  {
    labels,
    skill,
    random,
    names,
  }: {
    readonly labels: MultiLabelFixture['labels'];
    readonly skill: number;
    readonly random: () => number;
    readonly names: readonly string[];
  },
): InventedModel {
  const predict = (rows: Rows) =>
    rows.map((row) => inventScores(row, { classCount: names.length, skill, random }));
  const uncalibrated = { validation: predict(labels.validation), test: predict(labels.test) };
  const task = 'multi-label';
  const measured = { task, labels: labels.validation, scores: uncalibrated.validation } as const;
  const { values, split, samples, smoothing } = fitTemperature({ ...measured, split: 'validation' });
  const scores = {
    validation: applyTemperature(uncalibrated.validation, { task, values }),
    test: applyTemperature(uncalibrated.test, { task, values }),
  };
  const errors = (rows: InventedModel['scores']) => ({
    validation: expectedCalibrationError({ task, labels: labels.validation, scores: rows.validation }),
    test: expectedCalibrationError({ task, labels: labels.test, scores: rows.test }),
  });
  const validation = {
    task,
    labels: labels.validation,
    scores: scores.validation,
    split: 'validation',
  } as const;
  return {
    title,
    name: nameOf(title),
    uncalibrated,
    scores,
    thresholds: fitThresholds(validation, { method: 'max-f1' }),
    temperature: {
      values,
      split,
      samples,
      smoothing,
      eceBefore: errors(uncalibrated),
      eceAfter: errors(scores),
    },
  };
}

/** Class indices of one cell, some of them more often. */
function drawLabels(classCount: number, { random }: { random: () => number }): number[] {
  const drawn = new Set<number>();
  let count = 0;
  let rest = random();
  while (count < LOCATIONS_PER_CELL.length - 1 && rest >= LOCATIONS_PER_CELL[count]!) {
    rest -= LOCATIONS_PER_CELL[count]!;
    count += 1;
  }
  while (drawn.size < Math.min(count, classCount)) {
    // Multiplied by 11, the common classes are not the first ones.
    const rank = Math.floor(classCount * random() ** 2.5);
    drawn.add((rank * 11 + 25) % classCount);
  }
  return [...drawn].sort((a, b) => a - b);
}

/** Probabilities, each by itself, that are higher for the classes of a row the greater the skill, and too sure. */
function inventScores(
  labels: readonly number[],
  { classCount, skill, random }: { classCount: number; skill: number; random: () => number },
): number[] {
  return Array.from({ length: classCount }, (_, index) => {
    const noise = 2.5 * (random() + random() + random() - 1.5);
    // What lies before a true class in the list looks like it.
    const resembles = labels.includes((index + 1) % classCount) ? 2 : 0;
    const logit = (labels.includes(index) ? skill : resembles) - 3 + noise;
    return 1 / (1 + Math.exp(-1.6 * logit));
  });
}

function describeLabels(
  { train, validation, test }: MultiLabelFixture['labels'],
  { classes }: { readonly classes: Dataset['classes'] },
): Pick<Dataset, 'task' | 'taskReason' | 'classes' | 'counts' | 'perClass' | 'locationsPerCell'> {
  const count = (isCounted: (row: readonly number[]) => boolean) => ({
    train: train.filter(isCounted).length,
    validation: validation.filter(isCounted).length,
    test: test.filter(isCounted).length,
  });
  const several = [...train, ...validation, ...test].filter(({ length }) => length > 1).length;
  return {
    task: 'multi-label',
    taskReason: `${several} rows with one of the classes have several labels`,
    classes,
    counts: count(() => true),
    perClass: classes.map((label, index) => ({ ...label, ...count((row) => row.includes(index)) })),
    locationsPerCell: LOCATIONS_PER_CELL.map((_, locations) => count(({ length }) => length === locations)),
  };
}

/** The differences of the first two models; intervals and p-values are invented. */
function compareFirstTwo(
  models: readonly { readonly name: string; readonly test: MultiLabelEvaluation }[],
): Comparison[] {
  const [a, b] = models;
  if (!a || !b) {
    return [];
  }
  const differences = {
    macroF1: a.test.macroF1 - b.test.macroF1,
    accuracy: a.test.exactMatch - b.test.exactMatch,
  };
  return (['macroF1', 'accuracy'] as const).map((metric) => {
    const difference = differences[metric];
    const interval = [difference - 0.04, difference + 0.04] as const;
    const test = 't on the jackknife over groups';
    return {
      a: a.name,
      b: b.name,
      metric,
      difference,
      interval,
      pValue: 0.001,
      adjustedPValue: 0.002,
      test,
      covers: 'cells',
    };
  });
}
