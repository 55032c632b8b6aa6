import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  accuracy,
  applyTemperature,
  averagedScores,
  averagePrecision,
  balancedAccuracy,
  brierScore,
  type ClassificationData,
  cohenKappa,
  confusionMatrix,
  evaluate,
  expectedCalibrationError,
  fitTemperature,
  fitThresholds,
  hammingLoss,
  jaccard,
  logLoss,
  macroF1,
  matthewsCorrelation,
  perClass,
  rocAuc,
  topKAccuracy,
} from '../src/index.js';
import { uniforms } from './support/rare-classes.js';

// 200 random cases against scikit-learn itself, by one process; the script beside this file says what it computes.

const TOLERANCE = 1e-9;

type MultiLabel = Extract<ClassificationData, { task: 'multi-label'; indicators: unknown }>;
type SingleLabel = Exclude<ClassificationData, { task: 'multi-label' }>;
/** Numbers, undefined ones as null, in objects and lists. */
type Values = number | null | readonly Values[] | { readonly [name: string]: Values };

const python = ['python3', '/usr/bin/python3'].find(
  (program) => spawnSync(program, ['-c', 'import sklearn']).status === 0,
);
if (python === undefined) {
  console.warn('Skipped: no python3 with scikit-learn (pip install scikit-learn) to compare 200 cases with');
}

/** Fewer levels mean more ties; one in ten scores of these is 0 or 1. */
const LEVELS = [2, 5, 20, Number.POSITIVE_INFINITY] as const;

/** Cases with classes that never or always occur, rows without classes, ties, and a single sample. */
function drawMultiLabel(index: number): MultiLabel {
  const random = uniforms(1 + index);
  const classCount = 2 + Math.floor(random() * 5);
  const sampleCount = index % 10 === 0 ? 1 : 2 + Math.floor(random() * 60);
  const levels = LEVELS[index % LEVELS.length]!;
  const shares = Array.from({ length: classCount }, () => [0, 0.05, 0.3, 0.7, 1][Math.floor(random() * 5)]!);
  const indicators = Array.from({ length: sampleCount }, () => {
    const empty = random() < 0.2;
    return shares.map((share) => Number(!empty && random() < share));
  });
  const scores = indicators.map((row) =>
    row.map((truth) => {
      const score = Math.min(Math.max(0.3 * truth + 0.7 * random(), 0.02), 0.98);
      return Number.isFinite(levels) ? Math.round(score * levels) / levels : score;
    }),
  );
  const thresholds = shares.map(() => Math.max(random(), 0.01));
  return { task: 'multi-label', indicators, scores, thresholds };
}

/** Cases with classes that never occur or are never predicted, all samples of one class, ties, and a single sample. */
function drawSingleLabel(index: number): SingleLabel {
  const random = uniforms(1001 + index);
  const classCount = 2 + Math.floor(random() * 5);
  const sampleCount = index % 10 === 0 ? 1 : 2 + Math.floor(random() * 60);
  const levels = LEVELS[index % LEVELS.length]!;
  const occurring = index % 7 === 0 ? 1 : 1 + Math.floor(random() * classCount);
  const labels = Array.from({ length: sampleCount }, () => Math.floor(random() * occurring));
  const scores = labels.map((label) => {
    const weights = Array.from({ length: classCount }, (_, other) => {
      const weight = random() + (other === label ? 0.4 : 0);
      return Number.isFinite(levels) ? Math.round(weight * levels) : weight;
    });
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return sum === 0 ? weights.map((_, other) => Number(other === 0)) : weights.map((weight) => weight / sum);
  });
  return { task: 'single-label', labels, scores };
}

function measure(data: MultiLabel | SingleLabel): Values {
  const { micro, macro, weighted, samples } = averagedScores(data);
  const { samples: samplesJaccard, ...jaccards } = jaccard(data);
  const classes = perClass(data);
  const column = (name: keyof (typeof classes)[number]) => classes.map((scores) => scores[name]!);
  const shared = {
    micro,
    macro,
    weighted,
    accuracy: accuracy(data),
    hammingLoss: hammingLoss(data),
    confusion: confusionMatrix(data),
    mean: {
      mcc: matthewsCorrelation(data),
      kappa: cohenKappa(data),
      logLoss: logLoss(data),
      brier: brierScore(data),
      ece: expectedCalibrationError(data),
    },
    topK: classes.map((_, index) => topKAccuracy(data, { k: index + 1 })),
    rocAuc: { ...rocAuc(data) },
    averagePrecision: { ...averagePrecision(data) },
  };
  if (data.task !== 'multi-label') {
    const names = ['precision', 'recall', 'f1', 'support'] as const;
    return {
      ...shared,
      balancedAccuracy: balancedAccuracy(data),
      jaccard: jaccards,
      perClass: Object.fromEntries(names.map((name) => [name, column(name)])),
    };
  }
  const names = Object.keys(classes[0]!) as (keyof (typeof classes)[number])[];
  return {
    ...shared,
    samples,
    jaccard: { ...jaccards, samples: samplesJaccard },
    perClass: Object.fromEntries(names.map((name) => [name, column(name)])),
  };
}

/** Where two values differ by more than the tolerance, such as `.perClass.f1[2]: 0.5, not 0.4`. */
function differencesOf(actual: Values | undefined, expected: Values | undefined, path = ''): string[] {
  if (typeof actual === 'number' && typeof expected === 'number') {
    return Math.abs(actual - expected) <= TOLERANCE ? [] : [`${path}: ${actual}, not ${expected}`];
  }
  if (typeof actual === 'object' && typeof expected === 'object' && actual !== null && expected !== null) {
    const [ours, theirs] = [Object.entries(actual), new Map(Object.entries(expected))];
    return ours.length === theirs.size
      ? ours.flatMap(([name, value]) => differencesOf(value, theirs.get(name), `${path}.${name}`))
      : [`${path}: ${ours.map(([name]) => name)}, not ${[...theirs.keys()]}`];
  }
  return actual === expected ? [] : [`${path}: ${actual}, not ${expected}`];
}

type Measured<Data> = readonly {
  readonly data: Data;
  readonly expected: { readonly [name: string]: Values };
}[];

describe.skipIf(python === undefined)('200 random cases agree with scikit-learn', () => {
  const drawn = {
    multiLabel: Array.from({ length: 100 }, (_, index) => drawMultiLabel(index)),
    singleLabel: Array.from({ length: 100 }, (_, index) => drawSingleLabel(index)),
  };
  let multiLabel: Measured<MultiLabel> = [];
  let singleLabel: Measured<SingleLabel> = [];

  beforeAll(() => {
    const script = fileURLToPath(new URL('scikit-learn.py', import.meta.url));
    const { stdout, stderr, status } = spawnSync(python!, [script], {
      input: JSON.stringify([...drawn.multiLabel, ...drawn.singleLabel]),
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const values = JSON.parse(stdout);
    multiLabel = drawn.multiLabel.map((data, index) => ({ data, expected: values[index] }));
    singleLabel = drawn.singleLabel.map((data, index) => ({ data, expected: values[100 + index] }));
  });

  it('have what is to be compared: absent and full classes, empty rows, ties, one sample, one class', () => {
    const count = (holds: (data: MultiLabel) => boolean) => drawn.multiLabel.filter(holds).length;
    const column = (data: MultiLabel, index: number) => data.indicators.map((row) => row[index]);
    const some = (data: MultiLabel, holds: (values: unknown[]) => boolean) =>
      data.scores[0]!.some((_, index) => holds(column(data, index)));
    expect(count((data) => some(data, (values) => values.every((value) => value === 0)))).toBeGreaterThan(20);
    expect(count((data) => some(data, (values) => values.every((value) => value === 1)))).toBeGreaterThan(5);
    expect(count(({ indicators }) => indicators.some((row) => !row.includes(1)))).toBeGreaterThan(50);
    expect(count(({ indicators }) => indicators.every((row) => !row.includes(1)))).toBeGreaterThan(3);
    expect(count(({ scores }) => new Set(scores.flat()).size < scores.flat().length)).toBeGreaterThan(70);
    expect(count(({ scores }) => scores.length === 1)).toBe(10);
    const oneClass = drawn.singleLabel.filter(({ labels }) => new Set(labels).size === 1);
    expect(oneClass.length).toBeGreaterThan(15);
  });

  it('in every metric of several labels', () => {
    for (const [index, { data, expected }] of multiLabel.entries()) {
      const { bestF1: _, leastLoss: __, ...metrics } = expected;
      expect(differencesOf(measure(data), metrics), `case ${index}`).toEqual([]);
      expect(macroF1(data)).toBeCloseTo((expected.macro as { f1: number }).f1, 9);
    }
  });

  it('in every metric of one label', () => {
    for (const [index, { data, expected }] of singleLabel.entries()) {
      expect(differencesOf(measure(data), expected), `case ${index}`).toEqual([]);
      expect(macroF1(data)).toBeCloseTo((expected.macro as { f1: number }).f1, 9);
    }
  });

  it('in what evaluate says of both', () => {
    for (const { data, expected } of multiLabel.slice(0, 20)) {
      const classes = data.scores[0]!.map((_, id) => ({ id, name: `class ${id}` }));
      const evaluation = evaluate(data, { classes, seed: 1, resamples: 2 });
      const { mcc, kappa, logLoss: loss, brier, ece, rocAuc: roc, confusion, exactMatch } = evaluation;
      expect(
        differencesOf(
          { mean: { mcc, kappa, logLoss: loss, brier, ece }, rocAuc: { ...roc }, confusion, exactMatch },
          {
            mean: expected.mean!,
            rocAuc: expected.rocAuc!,
            confusion: expected.confusion!,
            exactMatch: expected.accuracy!,
          },
        ),
      ).toEqual([]);
      expect(differencesOf({ ...evaluation.averages.samples }, expected.samples)).toEqual([]);
    }
  });

  it('in the largest F1 that a threshold can have', () => {
    for (const { data, expected } of multiLabel) {
      const { values } = fitThresholds({ ...data, split: 'validation' }, { method: 'max-f1', smoothing: 0 });
      const reached = perClass({ ...data, thresholds: values });
      for (const [index, best] of (expected.bestF1 as (number | null)[]).entries()) {
        if (best !== null) {
          expect(reached[index]!.f1).toBeCloseTo(best, 9);
        }
      }
    }
  });

  it('in the least log loss that a temperature can have', () => {
    let compared = 0;
    for (const { data, expected } of multiLabel) {
      const { values } = fitTemperature({ ...data, split: 'validation' }, { smoothing: 0 });
      const scores = applyTemperature(data.scores, { task: 'multi-label', values });
      const reached = perClass({ ...data, scores });
      for (const [index, least] of (expected.leastLoss as (number | null)[]).entries()) {
        if (least !== null) {
          compared += 1;
          expect(reached[index]!.logLoss).toBeCloseTo(least, 9);
        }
      }
    }
    expect(compared).toBeGreaterThan(30);
  });
});
