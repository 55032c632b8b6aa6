import { compareTrainings, evaluate, holm, macroF1 } from '@hpa/metrics';
import { intervalsOf } from '../../src/experiment/intervals-of.js';
import type {
  Comparison,
  Dataset,
  Evaluation,
  Interval,
  ModelReport,
  Report,
  SingleLabelEvaluation,
  Training,
} from '../../src/report/schema/report-schema.js';
import { summarizeScores } from '../../src/report/schema/summarize-scores.js';
import { trainingScores } from '../../src/report/schema/training-scores.js';

/** Options of {@link reportFixture}. */
export interface FixtureOptions {
  /** One name per class; those of the notebook by default. */
  readonly classes?: readonly string[];
  /** How skilled each model is, from 0 (guesses) to 1 (knows), by its title. */
  readonly skills?: Readonly<Record<string, number>>;
  readonly testCells?: number;
}

/** A whole, consistent report with invented predictions, made from a fixed seed. */
export function reportFixture({
  classes: names = ['Focal adhesion sites', 'Microtubule organizing center', 'Cytosol', 'Cytoplasmic bodies'],
  skills = { 'GapNet-PL': 0.72, 'Scratch CNN': 0.55, InceptionV3: 0.2 },
  testCells = 93,
}: FixtureOptions = {}): Report {
  const random = seededRandom(7);
  const dataset = datasetFixture(names, { testCells });
  const labels = dataset.perClass.flatMap(({ test }, index) => new Array<number>(test).fill(index));
  const predictions = Object.entries(skills).map(([title, skill]) => ({
    title,
    name: nameOf(title),
    scores: labels.map((label) => invent(label, { classCount: names.length, skill, random })),
  }));
  const models = predictions.map(({ title, scores }, index) => {
    const test = evaluate({ labels, scores }, { classes: dataset.classes, seed: 1 });
    return modelFixture(title, { index, test, random });
  });
  return {
    schemaVersion: 4,
    createdAt: '2026-03-14T09:26:53.000Z',
    command: 'npm run compare -- --data ../shared/data/hpa-cells --classes 0,25,21,2 --size 128',
    status: 'complete',
    synthetic: false,
    protocol: 'honest',
    seed: 1,
    notes: ['InceptionV3 started from random weights: no ImageNet weights were available.'],
    dataset,
    backend: {
      name: 'wasm',
      device: 'Intel Xeon, 2 cores',
      threads: 2,
      version: '4.22.0',
      passedOver: [
        {
          name: 'tensorflow',
          reason: 'neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed',
        },
        { name: 'webgpu', reason: 'no adapter: the machine has no graphics card' },
      ],
    },
    baselines: [
      {
        name: 'majority-class',
        description: 'Always answers the most frequent class of the training split.',
        test: { accuracy: 0.49, macroF1: 0.16 },
      },
      {
        name: 'channel-statistics',
        description: 'Logistic regression on the mean, spread and extremes of each channel.',
        test: { accuracy: 0.52, macroF1: 0.41 },
      },
    ],
    models,
    comparisons: compareAll(predictions, { labels }),
  };
}

/** A model that was trained for 15 epochs, and measured. */
export function modelFixture(
  title: string,
  {
    index,
    test,
    random,
  }: { readonly index: number; readonly test: Evaluation; readonly random: () => number },
): ModelReport {
  const history = historyFixture({ epochs: 15, reached: test.macroF1, random });
  const best = history.reduce((first, second) =>
    second.validationMacroF1 > first.validationMacroF1 ? second : first,
  );
  const training: Training = {
    seed: 1,
    status: 'complete',
    epochs: history.length,
    secondsPerEpoch: 7.31 * (index + 1),
    imagesPerSecond: 59.4 / (index + 1),
    best: { epoch: best.epoch, metric: 'validationMacroF1', value: best.validationMacroF1 },
    history,
    validation: trainingScores(test),
    test: trainingScores(test),
  };
  return {
    name: nameOf(title),
    title,
    architecture: 'Eight convolutions, pooled after three stages and joined before two dense layers.',
    parameters: 626_221 * (index + 1) ** 4,
    trainableParameters: 625_000 * (index + 1) ** 4,
    provenance: index === 2 ? 'random: no ImageNet weights were available' : 'random',
    status: 'complete',
    recipe: {
      optimizer: 'adam',
      learningRate: 0.001,
      batchSize: 16,
      augment: true,
      classWeights: 'balanced',
    },
    trainings: [training],
    scores: summarizeScores([training], intervalsOf(test)),
    covers: 'cells',
    validation: test,
    test,
  };
}

/** A model with its first training changed. */
export function withTraining(model: ModelReport, change: Partial<Training>): ModelReport {
  const [first, ...rest] = model.trainings as readonly [Training, ...Training[]];
  return { ...model, trainings: [{ ...first, ...change }, ...rest] };
}

/** The model of a fixture as if it had been trained several times, with these macro F1; its evaluation is then that of the ensemble. */
export function repeatedModel(
  model: ModelReport,
  { macroF1s, interval }: { readonly macroF1s: readonly number[]; readonly interval: Interval | null },
): ModelReport {
  const [first] = model.trainings as readonly [Training];
  const trainings = macroF1s.map((macroF1, index) => ({
    ...first,
    seed: index + 1,
    repeat: index + 1,
    test: { ...first.test!, macroF1 },
  }));
  return {
    ...model,
    trainings,
    scores: summarizeScores(trainings, { macroF1: { interval } }),
    covers: 'trainings-and-cells',
  };
}

export function nameOf(title: string): string {
  return title.toLowerCase().replace(/\W+/g, '-');
}

/** What a model of one label per cell reached on the test split. */
export function singleLabelTest({ test }: ModelReport): SingleLabelEvaluation {
  if (test?.task !== 'single-label') {
    throw new TypeError(`the model must be measured for one label per cell; received ${test?.task}`);
  }
  return test;
}

/** A run that was stopped before any model finished an epoch. */
export function emptyReportFixture(): Report {
  const report = reportFixture({ skills: {} });
  return { ...report, status: 'interrupted', baselines: [], notes: [] };
}

/** The 28 locations of the Kaggle competition, which have the longest names. */
export const kaggleLocations: readonly string[] = [
  'Nucleoplasm',
  'Nuclear membrane',
  'Nucleoli',
  'Nucleoli fibrillar center',
  'Nuclear speckles',
  'Nuclear bodies',
  'Endoplasmic reticulum',
  'Golgi apparatus',
  'Peroxisomes',
  'Endosomes',
  'Lysosomes',
  'Intermediate filaments',
  'Actin filaments',
  'Focal adhesion sites',
  'Microtubules',
  'Microtubule ends',
  'Cytokinetic bridge',
  'Mitotic spindle',
  'Microtubule organizing center',
  'Centrosome',
  'Lipid droplets',
  'Plasma membrane',
  'Cell junctions',
  'Mitochondria',
  'Aggresome',
  'Cytosol',
  'Cytoplasmic bodies',
  'Rods & rings',
];

function datasetFixture(names: readonly string[], { testCells }: { testCells: number }): Dataset {
  const classes = names.map((name, index) => ({ id: index + 10, name }));
  const perClass = classes.map((className, index) => {
    const test = Math.floor((testCells * (index + 1) * 2) / (names.length * (names.length + 1)));
    return { ...className, train: test * 4, validation: test, test };
  });
  const sum = (split: 'train' | 'validation' | 'test') =>
    perClass.reduce((total, samples) => total + samples[split], 0);
  return {
    task: 'single-label',
    provenance: '../shared/data/hpa-cells',
    classes,
    counts: { train: sum('train'), validation: sum('validation'), test: sum('test') },
    perClass,
    grouped: true,
    groups: 69,
    imageSize: 128,
    leakage: { duplicateIds: 0, sharedGroups: 0, nearDuplicates: null },
  };
}

/** Probabilities that favor the true class more the greater the skill. */
function invent(
  label: number,
  { classCount, skill, random }: { classCount: number; skill: number; random: () => number },
): number[] {
  const knows = random() < skill;
  const weights = Array.from(
    { length: classCount },
    (_, index) => random() + (knows && index === label ? 2 : 0),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function historyFixture({
  epochs,
  reached,
  random,
}: {
  epochs: number;
  reached: number;
  random: () => number;
}): Training['history'] {
  return Array.from({ length: epochs }, (_, index) => {
    const progress = 1 - Math.exp(-(index + 1) / 4);
    const validationMacroF1 = Math.max(0, Math.min(1, reached * progress + (random() - 0.5) * 0.1));
    return {
      epoch: index + 1,
      loss: 1.4 - 1.1 * progress,
      accuracy: 0.3 + 0.5 * progress,
      validationLoss: 1.45 - 0.9 * reached * progress + 0.1 * random(),
      validationAccuracy: validationMacroF1,
      validationMacroF1,
      learningRate: 0.001,
      seconds: 7.3,
    };
  });
}

function compareAll(
  predictions: readonly { readonly name: string; readonly scores: number[][] }[],
  { labels }: { labels: readonly number[] },
): Comparison[] {
  const pairs = predictions.flatMap((a, index) => predictions.slice(index + 1).map((b) => ({ a, b })));
  const differences = pairs.map(({ a, b }) => {
    const metrics = { macroF1 };
    const data = { labels, a: [a.scores], b: [b.scores] };
    return compareTrainings(data, { metrics, seed: 1 }).differences.macroF1;
  });
  const adjusted = holm(differences.map(({ pValue }) => pValue!));
  return pairs.map(({ a, b }, index) => {
    const { difference, interval, pValue } = differences[index]!;
    return {
      a: a.name,
      b: b.name,
      metric: 'macroF1',
      difference,
      interval,
      pValue,
      adjustedPValue: adjusted[index]!,
      test: 't on the jackknife over groups',
      covers: 'cells',
    };
  });
}

/** Numbers in [0, 1) from a 32-bit seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
