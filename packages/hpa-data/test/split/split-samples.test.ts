import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sample, type Splits, selectSingleLabel, splitSamples } from '../../src/index.js';
import { readLayout } from '../../src/node/index.js';
import { SPLIT_NAMES } from '../../src/split/splits.js';
import { makeSample } from '../support/make-sample.js';
import { sharedData } from '../support/shared-data.js';

const pad = (number: number) => String(number).padStart(5, '0');

/** Samples a00000.. with `counts[label]` of each label. */
const ofEach = (counts: readonly number[]): Sample[] =>
  counts
    .flatMap((count, label) => Array<number>(count).fill(label))
    .map((label, index) => makeSample(`a${pad(index)}`, { labels: [label] }));

/** Samples in groups, from the labels that each group holds. */
const inGroups = (groups: readonly (readonly number[])[]): Sample[] =>
  groups.flatMap((labels, group) =>
    labels.map((label, index) =>
      makeSample(`g${pad(group)}-${index}`, { labels: [label], group: `g${group}` }),
    ),
  );

const countsOf = (samples: readonly Sample[], classCount: number) =>
  Array.from(
    { length: classCount },
    (_, label) => samples.filter(({ labels }) => labels[0] === label).length,
  );

const idsOf = (split: Splits) => SPLIT_NAMES.map((name) => split[name].map(({ id }) => id));

describe('splitSamples without groups', () => {
  it('gives each split its share of each class', () => {
    const split = splitSamples(ofEach([20, 100]), { seed: 1, classCount: 2 });
    expect(countsOf(split.train, 2)).toEqual([14, 70]);
    expect(countsOf(split.validation, 2)).toEqual([3, 15]);
    expect(countsOf(split.test, 2)).toEqual([3, 15]);
  });

  it('splits the classes of the first study 70/15/15', () => {
    const split = splitSamples(ofEach([157, 314, 1470, 134]), { seed: 1, classCount: 4 });
    expect(countsOf(split.train, 4)).toEqual([110, 220, 1029, 94]);
    expect(SPLIT_NAMES.map((name) => split[name].length)).toEqual([1453, 312, 310]);
  });

  it('gives a class of three one sample in each split', () => {
    const split = splitSamples(ofEach([50, 3]), { seed: 7, classCount: 2 });
    expect(SPLIT_NAMES.map((name) => countsOf(split[name], 2)[1])).toEqual([1, 1, 1]);
  });

  it('accepts other fractions', () => {
    const fractions = { train: 0.5, validation: 0.25, test: 0.25 };
    const split = splitSamples(ofEach([40]), { seed: 1, classCount: 1, fractions });
    expect(SPLIT_NAMES.map((name) => split[name].length)).toEqual([20, 10, 10]);
  });

  it('changes with the seed and not with the order of the samples', () => {
    const samples = ofEach([20, 30]);
    const split = splitSamples(samples, { seed: 1, classCount: 2 });
    expect(idsOf(splitSamples([...samples].reverse(), { seed: 1, classCount: 2 }))).toEqual(idsOf(split));
    expect(idsOf(splitSamples(samples, { seed: 2, classCount: 2 }))).not.toEqual(idsOf(split));
  });

  it('puts every sample in one split, and every class in every split', () => {
    const counts = fc.array(fc.integer({ min: 3, max: 40 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (sizes, seed) => {
        const samples = ofEach(sizes);
        const split = splitSamples(samples, { seed, classCount: sizes.length });
        expect(idsOf(split).flat().sort()).toEqual(samples.map(({ id }) => id));
        for (const name of SPLIT_NAMES) {
          expect(Math.min(...countsOf(split[name], sizes.length))).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('splitSamples with groups', () => {
  it('keeps groups whole, and the shares exact if the groups allow it', () => {
    const groups = Array.from({ length: 40 }, (_, group) => [group % 2, group % 2]);
    const split = splitSamples(inGroups(groups), { seed: 3, classCount: 2 });
    expect(SPLIT_NAMES.map((name) => countsOf(split[name], 2))).toEqual([
      [28, 28],
      [6, 6],
      [6, 6],
    ]);
  });

  it('never lets a group cross, loses no sample and covers every class', () => {
    const anyGroups = fc
      .array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 6 }), { maxLength: 25 })
      // Three groups of each class alone make a covering possible, whatever else is drawn.
      .map((groups) => [...groups, [0], [0], [0], [1], [1], [1], [2], [2], [2]]);
    fc.assert(
      fc.property(anyGroups, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (groups, seed) => {
        const samples = inGroups(groups);
        const split = splitSamples(samples, { seed, classCount: 3 });
        const seen = new Map<string, string>();
        for (const name of SPLIT_NAMES) {
          expect(Math.min(...countsOf(split[name], 3))).toBeGreaterThanOrEqual(1);
          for (const { group } of split[name]) {
            expect(seen.get(group!) ?? name).toBe(name);
            seen.set(group!, name);
          }
        }
        expect(idsOf(split).flat()).toHaveLength(samples.length);
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of the samples', () => {
    const samples = inGroups(Array.from({ length: 30 }, (_, group) => [group % 3, (group * 7) % 3, 0]));
    const options = { seed: 5, classCount: 3 };
    expect(idsOf(splitSamples([...samples].reverse(), options))).toEqual(
      idsOf(splitSamples(samples, options)),
    );
  });

  it('finds the only covering', () => {
    // Each pair of classes shares a group, so the three shared groups must go to different splits.
    const groups = [
      [0, 1],
      [0, 2],
      [1, 2],
      [0, 0, 0, 0],
      [1, 1, 1, 1],
      [2, 2, 2, 2],
    ];
    const split = splitSamples(inGroups(groups), { seed: 1, classCount: 3, fractions: thirds() });
    for (const name of SPLIT_NAMES) {
      expect(Math.min(...countsOf(split[name], 3))).toBeGreaterThanOrEqual(1);
    }
  });

  it('says so if a class occurs in too few groups', () => {
    const groups = [[0], [0], [0], [1, 1, 1], [1]];
    expect(() =>
      splitSamples(inGroups(groups), { seed: 1, classCount: 2, classNames: ['Cytosol', 'Nucleoli'] }),
    ).toThrow(
      'class 1 (Nucleoli) occurs in 2 groups; it needs at least 3, one per split, as groups stay whole',
    );
  });

  it('says so if no assignment covers every class', () => {
    // The seven lines of the Fano plane: each of the seven classes is in three groups, and no assignment of the groups
    // to three splits puts each class in all of them.
    const lines = [
      [0, 1, 2],
      [0, 3, 4],
      [0, 5, 6],
      [1, 3, 5],
      [1, 4, 6],
      [2, 3, 6],
      [2, 4, 5],
    ];
    expect(() => splitSamples(inGroups(lines), { seed: 1, classCount: 7 })).toThrow(
      /no assignment of the 7 groups puts every class in each of 3 splits/,
    );
  });

  it('refuses samples of which only some have groups', () => {
    const samples = [...ofEach([3]), makeSample('z', { group: 'g' })];
    expect(() => splitSamples(samples, { seed: 1, classCount: 1 })).toThrow(
      new RangeError('all samples or none must have a group; z has one and a00000 has none'),
    );
  });
});

describe('splitSamples on bad input', () => {
  it('names each class with fewer than three samples and its count', () => {
    const options = { seed: 1, classCount: 3, classNames: ['Cytosol', 'Nucleoli', 'Mitochondria'] };
    expect(() => splitSamples(ofEach([5, 2, 1]), options)).toThrow(
      new RangeError(
        'every class must have at least 3 samples, one per split; ' +
          'class 1 (Nucleoli) has 2 samples; class 2 (Mitochondria) has 1 sample',
      ),
    );
  });

  it('refuses a repeated id', () => {
    const samples = [...ofEach([3]), makeSample('a00001')];
    expect(() => splitSamples(samples, { seed: 1, classCount: 1 })).toThrow(/received a00001 twice/);
  });

  it.each([[[]], [[0, 1]], [[2]], [[-1]]])('refuses the labels %j', (labels) => {
    const samples = [...ofEach([3, 3]), makeSample('z', { labels })];
    expect(() => splitSamples(samples, { seed: 1, classCount: 2 })).toThrow(
      new RangeError(`sample z must have one label in [0, 1]; received [${labels.join(', ')}]`),
    );
  });

  it.each([
    { train: 0.8, validation: 0.2, test: 0 },
    { train: 0.8, validation: 0.2, test: 0.2 },
    { train: Number.NaN, validation: 0.5, test: 0.5 },
  ])('refuses the fractions %j', (fractions) => {
    expect(() => splitSamples(ofEach([9]), { seed: 1, classCount: 1, fractions })).toThrow(
      /fractions must be positive and add up to 1/,
    );
  });
});

const cells = sharedData('data/hpa-cells');

describe.skipIf(cells.absent)('splitSamples on real cells', () => {
  it.each([1, 2, 3])('keeps 620 cells near 70/15/15 by class and by field with seed %i', async (seed) => {
    const samples = selectSingleLabel(await readLayout(cells.path), { classes: [0, 25, 21, 2] }).samples;
    const split = splitSamples(samples, { seed, classCount: 4 });
    const totals = countsOf(samples, 4);
    expect(totals).toEqual([251, 261, 72, 36]);
    for (const [name, share] of [
      ['train', 0.7],
      ['validation', 0.15],
      ['test', 0.15],
    ] as const) {
      for (const [label, count] of countsOf(split[name], 4).entries()) {
        // Fields hold nine cells each, so the four fields of Nucleoli can only go two, one and one.
        expect(Math.abs(count - share * totals[label]!)).toBeLessThanOrEqual(9);
      }
    }
    const groups = SPLIT_NAMES.map((name) => new Set(split[name].map(({ group }) => group)).size);
    expect(groups.reduce((sum, count) => sum + count, 0)).toBe(
      new Set(samples.map(({ group }) => group)).size,
    );
  });
});

function thirds() {
  return { train: 1 / 3, validation: 1 / 3, test: 1 / 3 };
}
