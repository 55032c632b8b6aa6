import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sample, type Splits, splitSamples } from '../../src/index.js';
import { readCsv } from '../../src/node/files/read-csv.js';
import { seededRandom } from '../../src/seeded-random.js';
import { SPLIT_NAMES } from '../../src/split/splits.js';
import { makeSample } from '../support/make-sample.js';
import { sharedData } from '../support/shared-data.js';

const withLabels = (labels: readonly (readonly number[])[]): Sample[] =>
  labels.map((of, index) => makeSample(`s${String(index).padStart(5, '0')}`, { labels: of }));

const countsOf = (samples: readonly Sample[], classCount: number) =>
  Array.from({ length: classCount }, (_, label) => samples.filter((s) => s.labels.includes(label)).length);

const idsOf = (split: Splits) => SPLIT_NAMES.map((name) => split[name].map(({ id }) => id));

const multiLabel = { multiLabel: true, seed: 1 } as const;

describe('splitSamples with several labels per sample', () => {
  it('assigns the rarest class first, each pair of labels by its share', () => {
    // Ten of {0, 1}, ten of {1} and ten of {}. Class 0 is the rarest: its ten go 6, 2, 2 and take class 1 with them. The
    // ten of {1} then fill class 1 up to 12, 4, 4, and the ten of {} fill the splits up to 18, 6, 6.
    const samples = withLabels(
      Array.from({ length: 30 }, (_, index) => (index < 10 ? [0, 1] : index < 20 ? [1] : [])),
    );
    const fractions = { train: 0.6, validation: 0.2, test: 0.2 };
    const split = splitSamples(samples, { ...multiLabel, classCount: 2, fractions });
    expect(SPLIT_NAMES.map((name) => [split[name].length, ...countsOf(split[name], 2)])).toEqual([
      [18, 6, 12],
      [6, 2, 4],
      [6, 2, 4],
    ]);
  });

  it('puts every class in every split if that takes a search', () => {
    // Three samples of class 0 with shares of 2.1, 0.45 and 0.45: after two for train, one split would get none.
    const samples = withLabels(Array.from({ length: 40 }, (_, index) => (index < 3 ? [0, 1] : [1])));
    for (let seed = 0; seed < 20; seed++) {
      const split = splitSamples(samples, { multiLabel: true, seed, classCount: 2 });
      expect(SPLIT_NAMES.map((name) => countsOf(split[name], 2)[0])).toEqual([1, 1, 1]);
    }
  });

  it('keeps groups whole and covers every class', () => {
    const groups = Array.from({ length: 30 }, (_, group) => [[group % 3], [(group * 7) % 3, 3], []]);
    const samples = groups.flatMap((labels, group) =>
      labels.map((of, index) =>
        makeSample(`${group}-${index}`, { labels: [...new Set(of)], group: `g${group}` }),
      ),
    );
    const split = splitSamples(samples, { ...multiLabel, classCount: 4 });
    const seen = new Map<string, string>();
    for (const name of SPLIT_NAMES) {
      expect(Math.min(...countsOf(split[name], 4))).toBeGreaterThanOrEqual(1);
      for (const { group } of split[name]) {
        expect(seen.get(group!) ?? name).toBe(name);
        seen.set(group!, name);
      }
    }
    // Thirty groups of three: 21, 4.5 and 4.5 groups are requested.
    expect(Math.abs(split.train.length - 63)).toBeLessThanOrEqual(6);
  });

  it('loses no sample, covers every class and ignores the order of the samples', () => {
    const labels = fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 4 });
    const anySamples = fc
      .array(labels, { maxLength: 60 })
      // Three samples of each class alone make a covering possible, whatever else is drawn.
      .map((drawn) =>
        withLabels([...drawn, ...[0, 1, 2, 3].flatMap((label) => [[label], [label], [label]])]),
      );
    fc.assert(
      fc.property(
        anySamples,
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer(),
        (samples, seed, orderSeed) => {
          const options = { multiLabel: true, seed, classCount: 4 };
          const split = splitSamples(samples, options);
          expect(idsOf(split).flat().sort()).toEqual(samples.map(({ id }) => id));
          for (const name of SPLIT_NAMES) {
            expect(Math.min(...countsOf(split[name], 4))).toBeGreaterThanOrEqual(1);
          }
          const reordered = seededRandom(['reorder', orderSeed]).shuffle(samples);
          expect(idsOf(splitSamples(reordered, options))).toEqual(idsOf(split));
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([[[0, 0]], [[2]], [[-1]], [[0.5]]])('refuses the labels %j', (labels) => {
    const samples = [...withLabels([[0], [0], [0], [1], [1], [1]]), makeSample('z', { labels })];
    expect(() => splitSamples(samples, { ...multiLabel, classCount: 2 })).toThrow(
      new RangeError(`sample z must have distinct labels in [0, 1]; received [${labels.join(', ')}]`),
    );
  });
});

describe('splitSamples without classes', () => {
  it('considers sizes alone, whatever the labels', () => {
    const samples = withLabels(Array.from({ length: 20 }, (_, index) => [index * 100]));
    const split = splitSamples(samples, { seed: 1 });
    expect(SPLIT_NAMES.map((name) => split[name].length)).toEqual([14, 3, 3]);
  });

  it('keeps groups whole', () => {
    const samples = Array.from({ length: 40 }, (_, index) =>
      makeSample(`s${index}`, { labels: [], group: `g${index % 20}` }),
    );
    const split = splitSamples(samples, { seed: 1 });
    expect(SPLIT_NAMES.map((name) => split[name].length)).toEqual([28, 6, 6]);
  });

  it('refuses fewer samples or groups than splits', () => {
    expect(() => splitSamples(withLabels([[], []]), { seed: 1 })).toThrow(
      new RangeError('3 splits need at least 3 samples; received 2'),
    );
    const pair = [0, 1, 2].map((index) => makeSample(`s${index}`, { group: `g${index % 2}` }));
    expect(() => splitSamples(pair, { seed: 1 })).toThrow(
      '3 splits need at least 3 groups, as groups stay whole; received 2',
    );
  });
});

const kaggle = sharedData('data/kaggle-2018/train.csv');

describe.skipIf(kaggle.absent)('splitSamples on the train.csv of the competition', () => {
  it('gives each split its share of all 28 classes, to within one sample or 2 %', async () => {
    const rows = await readCsv(kaggle.path, { columns: ['Id', 'Target'] });
    const samples = rows.map(({ values: { Id, Target } }) =>
      makeSample(Id, { labels: Target.split(' ').map(Number) }),
    );
    const split = splitSamples(samples, { ...multiLabel, classCount: 28 });
    const totals = countsOf(samples, 28);
    for (const [name, share] of [
      ['train', 0.7],
      ['validation', 0.15],
      ['test', 0.15],
    ] as const) {
      for (const [label, count] of countsOf(split[name], 28).entries()) {
        // Frequent classes follow the rarer ones that come with them. The standard deviation of a random split of the
        // 12,885 of Nucleoplasm would be 52.
        expect(Math.abs(count - share * totals[label]!)).toBeLessThanOrEqual(
          Math.max(1, 0.02 * share * totals[label]!),
        );
      }
    }
  });
});
