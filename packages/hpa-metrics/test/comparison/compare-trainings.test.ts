import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, type ClassificationData, compareTrainings, macroF1, rocAuc } from '../../src/index.js';
import { dataOfSize, indicatorsOf, multiLabelDataOfSize } from '../support/arbitraries.js';
import { certain } from '../support/hand-worked.js';

const metrics = { accuracy, macroF1 };
const labels = Array.from({ length: 12 }, () => 0);

/** A training that is right on the first samples. */
function rightOn(right: number): number[][] {
  return certain(labels.map((_, sample) => (sample < right ? 0 : 1)));
}

/** A training that is right where there is a 1. */
function rightWhere(rights: readonly number[]): number[][] {
  return certain(rights.map((right) => 1 - right));
}

const { paired }: { paired: { a: number[]; b: number[]; pValue: number; interval: [number, number] }[] } =
  JSON.parse(readFileSync(new URL('../goldens/paired-t.json', import.meta.url), 'utf8'));

describe('compareTrainings', () => {
  it('is the difference of means over trainings', () => {
    const data = { labels, a: [rightOn(12), rightOn(9)], b: [rightOn(6), rightOn(3)] };
    const { differences, covers } = compareTrainings(data, { metrics, seed: 1 });
    expect(differences.accuracy).toMatchObject({ a: 10.5 / 12, b: 4.5 / 12, difference: 0.5 });
    expect(covers).toBe('trainings-and-cells');
  });

  it('is the paired t-test of scipy for the accuracy of one training each, of one class', () => {
    for (const { a, b, pValue, interval } of paired) {
      const { differences, covers } = compareTrainings(
        { labels: a.map(() => 0), a: [rightWhere(a)], b: [rightWhere(b)] },
        { metrics, seed: 1, level: 0.9 },
      );
      expect(covers).toBe('cells');
      expect(differences.accuracy.pValue).toBeCloseTo(pValue, 10);
      expect(differences.accuracy.interval![0]).toBeCloseTo(interval[0], 10);
      expect(differences.accuracy.interval![1]).toBeCloseTo(interval[1], 10);
    }
  });

  it('is the same for copies of cells within groups', () => {
    const { a, b, pValue } = paired[1]!;
    const copied = (values: number[]) => values.flatMap((value) => [value, value, value]);
    const groups = copied([...a.keys()]).map((sample) => `image ${sample}`);
    const data = { labels: groups.map(() => 0), a: [rightWhere(copied(a))], b: [rightWhere(copied(b))] };
    expect(compareTrainings(data, { metrics, seed: 1, groups }).differences.accuracy.pValue).toBeCloseTo(
      pValue,
      10,
    );
    expect(compareTrainings(data, { metrics, seed: 1 }).differences.accuracy.pValue).toBeLessThan(
      pValue / 10,
    );
  });

  it('adds what trainings differ by', () => {
    // Without the trainings: a is right on cells 0 to 8 in the mean, b on 0 to 5.
    const certainly = compareTrainings({ labels, a: [rightOn(9)], b: [rightOn(6)] }, { metrics, seed: 1 });
    const trained = compareTrainings(
      { labels, a: [rightOn(12), rightOn(9), rightOn(6)], b: [rightOn(9), rightOn(6), rightOn(3)] },
      { metrics, seed: 1 },
    );
    const [one, several] = [certainly.differences.accuracy, trained.differences.accuracy];
    expect(several.difference).toBeCloseTo(one.difference, 14);
    expect(several.pValue).toBeGreaterThan(one.pValue!);
    // Of each model, the variance of the mean over trainings is (1/4)^2 / 3.
    const [low, high] = several.interval!;
    expect(high - low).toBeGreaterThan(2 * 2 * Math.sqrt(2 * (1 / 16 / 3)));
  });

  it('is certain of trainings that all agree, as far as the cells go', () => {
    const { a, b, pValue } = paired[1]!;
    const data = {
      labels: a.map(() => 0),
      a: [rightWhere(a), rightWhere(a), rightWhere(a)],
      b: [rightWhere(b), rightWhere(b), rightWhere(b)],
    };
    expect(compareTrainings(data, { metrics, seed: 1 }).differences.accuracy.pValue).toBeCloseTo(pValue, 10);
  });

  it('has an interval that excludes 0 where p is below 1 - level, for any data', () => {
    const options = fc.record({ level: fc.constantFrom(0.5, 0.8, 0.95), k: fc.integer({ min: 1, max: 3 }) });
    const size = dataOfSize({ classCount: 2, sampleCount: 9 });
    const six = fc.array(size, { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(six, options, (drawn, { level, k }) => {
        const scores = drawn.map((one) => one.scores);
        const data = { labels: drawn[0]!.labels, a: scores.slice(0, k), b: scores.slice(3, 3 + k) };
        const { differences } = compareTrainings(data, { metrics, seed: 1, level });
        for (const { interval, pValue, difference } of Object.values(differences)) {
          if (interval !== null) {
            expect(interval[0] > 0 || interval[1] < 0).toBe(pValue! < 1 - level);
            expect(interval[0]).toBeLessThanOrEqual(difference);
            expect(interval[1]).toBeGreaterThanOrEqual(difference);
          }
        }
      }),
    );
  });

  it('is mirrored if the models are swapped', () => {
    const size = dataOfSize({ classCount: 3, sampleCount: 12 });
    fc.assert(
      fc.property(size, size, size, (first, second, third) => {
        const truth = { labels: first.labels };
        const [a, b] = [[first.scores, second.scores], [third.scores]];
        const one = compareTrainings({ ...truth, a, b }, { metrics, seed: 1 }).differences.accuracy;
        const other = compareTrainings({ ...truth, a: b, b: a }, { metrics, seed: 1 }).differences.accuracy;
        expect(other.difference).toBeCloseTo(-one.difference, 14);
        expect(other.reason).toBe(one.reason);
        if (one.pValue !== null) {
          expect(other.pValue).toBeCloseTo(one.pValue, 10);
        }
        if (one.interval !== null) {
          expect(other.interval![0]).toBeCloseTo(-one.interval[1], 10);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('compares multi-label models at the thresholds of each training', () => {
    const data = multiLabelDataOfSize({ classCount: 2, sampleCount: 8 });
    fc.assert(
      fc.property(data, data, (first, second) => {
        const rest = {
          task: 'multi-label',
          a: [first.scores, second.scores],
          b: [second.scores],
          thresholds: { a: [first.thresholds!, second.thresholds!], b: [first.thresholds!] },
        } as const;
        const byLists = compareTrainings({ ...rest, labels: first.labels }, { metrics, seed: 1 });
        const indicators = indicatorsOf(first);
        expect(compareTrainings({ ...rest, indicators }, { metrics, seed: 1 })).toEqual(byLists);
        const scoreOf = (scores: typeof first.scores, thresholds: typeof first.thresholds) =>
          macroF1({ task: 'multi-label', labels: first.labels, scores, thresholds });
        const [one, two] = [
          scoreOf(first.scores, first.thresholds),
          scoreOf(second.scores, second.thresholds),
        ];
        expect(byLists.differences.macroF1.a).toBeCloseTo((one + two) / 2, 14);
        expect(byLists.differences.macroF1.b).toBe(scoreOf(second.scores, first.thresholds));
      }),
      { numRuns: 50 },
    );
  });

  it('says in words why there is no interval, and no p-value', () => {
    const compare = (data: Parameters<typeof compareTrainings>[0], groups?: string[]) =>
      compareTrainings(data, { metrics, seed: 1, groups }).differences;
    const [a, b] = [[rightOn(9)], [rightOn(6)]];
    const one = compare(
      { labels, a, b },
      labels.map(() => 'one'),
    );
    expect(one.accuracy).toMatchObject({
      interval: null,
      pValue: null,
      reason: 'there is only one group',
    });
    // A p-value of equal models holds with rare classes too: it is only too large.
    const { macroF1: rare } = compare({ labels, a, b });
    expect(rare.interval).toBeNull();
    expect(rare.pValue).toBeGreaterThan(0);
    expect(rare.reason).toBe('1 of 2 classes is held by fewer than 3 samples');
    // All twelve favor a: with equal models, two of 2^12 cases.
    expect(compare({ labels, a: [rightOn(12)], b: [rightOn(0)] }).accuracy).toEqual({
      a: 1,
      b: 0,
      difference: 1,
      interval: null,
      pValue: 2 ** -11,
      reason: 'the difference is the same without any one sample',
    });
    expect(compare({ labels, a, b: a }).accuracy).toMatchObject({
      difference: 0,
      interval: [0, 0],
      pValue: 1,
    });
    const auc = { auc: (data: ClassificationData) => rocAuc(data).macro };
    expect(compareTrainings({ labels, a, b }, { metrics: auc, seed: 1 }).differences.auc).toEqual({
      a: null,
      b: null,
      difference: null,
      interval: null,
      pValue: null,
      reason: 'the metric is undefined',
    });
  });

  it('refuses models without trainings, and trainings that do not belong together', () => {
    const a = [rightOn(1)];
    expect(() => compareTrainings({ labels, a, b: [] }, { metrics, seed: 1 })).toThrow(
      'b must hold the scores of at least one training; received none',
    );
    expect(() => compareTrainings({ labels, a, b: [rightOn(1), [[1, 0]]] }, { metrics, seed: 1 })).toThrow(
      /^labels and b\[1\] must have the same length/,
    );
    const wide = labels.map(() => [1, 0, 0]);
    expect(() => compareTrainings({ labels, a, b: [wide] }, { metrics, seed: 1 })).toThrow(
      'a and b must score the same classes; received 2 classes in a and 3 in b',
    );
    expect(() => compareTrainings({ labels, a, b: [rightOn(1), wide] }, { metrics, seed: 1 })).toThrow(
      'b must score the same classes; received 2 classes in b[0] and 3 in b[1]',
    );
    const several = { task: 'multi-label', indicators: [[1]], a: [[[1]]], b: [[[1]]] } as const;
    expect(() =>
      compareTrainings({ ...several, thresholds: { a: [[0.5], [0.5]] } }, { metrics, seed: 1 }),
    ).toThrow('thresholds.a must hold one list per training; received 2 lists for 1 trainings');
    expect(() => compareTrainings({ labels, a, b: a }, { metrics, seed: 1, level: 1 })).toThrow(
      /^level must/,
    );
    expect(() => compareTrainings({ labels, a, b: a }, { metrics, seed: 0.5 })).toThrow(/^seed must be/);
  });
});
