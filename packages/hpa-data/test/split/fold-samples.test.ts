import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldSamples, type Sample } from '../../src/index.js';
import { makeSample } from '../support/make-sample.js';

/** Samples s0.. with label index % classes, in groups of `groupSize` if given. */
const samplesOf = (
  count: number,
  { classes, groupSize }: { classes: number; groupSize?: number },
): Sample[] =>
  Array.from({ length: count }, (_, index) =>
    makeSample(`s${index}`, {
      labels: [index % classes],
      ...(groupSize !== undefined && { group: `g${Math.floor(index / groupSize)}` }),
    }),
  );

describe('foldSamples', () => {
  it('tests on each fold once, validates on the next and trains on the others', () => {
    const splits = foldSamples(samplesOf(20, { classes: 2 }), { folds: 5, seed: 1, classCount: 2 });
    expect(splits).toHaveLength(5);
    for (const [index, { train, validation, test }] of splits.entries()) {
      expect([train.length, validation.length, test.length]).toEqual([12, 4, 4]);
      expect(test.map(({ labels }) => labels[0]).sort()).toEqual([0, 0, 1, 1]);
      expect(validation).toBe(splits[(index + 1) % 5]!.test);
    }
  });

  it('tests on every sample, keeps groups whole and ignores the order of the samples', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 80 }),
        fc.integer({ min: 3, max: 5 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (count, folds, seed) => {
          const samples = samplesOf(count, { classes: 2, groupSize: 3 });
          const options = { folds, seed, classCount: 2 };
          const splits = foldSamples(samples, options);
          const tested = splits.flatMap(({ test }) => test.map(({ id }) => id));
          expect(tested.sort()).toEqual(samples.map(({ id }) => id).sort());
          for (const { train, validation, test } of splits) {
            expect(train.length + validation.length + test.length).toBe(count);
            const groups = [train, validation, test].map((split) => new Set(split.map(({ group }) => group)));
            expect(groups.reduce((sum, { size }) => sum + size, 0)).toBe(Math.ceil(count / 3));
          }
          expect(foldSamples([...samples].reverse(), options)).toEqual(splits);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('refuses fewer than three folds, and a class with fewer samples than folds', () => {
    const samples = [...samplesOf(20, { classes: 1 }), makeSample('z', { labels: [1] })];
    expect(() => foldSamples(samples, { folds: 2, seed: 1, classCount: 2 })).toThrow(
      new RangeError('folds must be an integer >= 3; received 2'),
    );
    expect(() => foldSamples(samples, { folds: 4, seed: 1, classCount: 2 })).toThrow(
      'every class must have at least 4 samples, one per split; class 1 has 1 sample',
    );
  });
});
