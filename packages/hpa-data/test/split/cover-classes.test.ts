import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/seeded-random.js';
import { coverClasses } from '../../src/split/cover-classes.js';
import { foldSamples } from '../../src/split/fold-samples.js';

/** Classes that each occur in as many groups, drawn at random. */
function scattered({
  classCount,
  holders,
  groupCount,
  seed,
}: {
  readonly classCount: number;
  readonly holders: number;
  readonly groupCount: number;
  readonly seed: number;
}): number[][] {
  const random = seededRandom(['scattered', seed]);
  const holds = Array.from({ length: groupCount }, (): number[] => []);
  for (let label = 0; label < classCount; label++) {
    for (const group of random.shuffle([...holds.keys()]).slice(0, holders)) {
      holds[group]!.push(label);
    }
  }
  return holds;
}

/** Pairs of a class and a split that an assignment leaves out, counted from scratch. */
function leftOut(
  holds: readonly (readonly number[])[],
  splitOf: readonly number[],
  { splitCount, classCount }: { readonly splitCount: number; readonly classCount: number },
): number {
  const pairs = new Set(
    holds.flatMap((labels, group) =>
      splitOf[group] === -1 ? [] : labels.map((label) => `${label} ${splitOf[group]}`),
    ),
  );
  return splitCount * classCount - pairs.size;
}

describe('coverClasses', () => {
  it('agrees with trying every assignment, on inputs small enough for that', () => {
    const small = fc
      .record({
        splitCount: fc.integer({ min: 1, max: 3 }),
        classCount: fc.integer({ min: 1, max: 5 }),
        groups: fc.array(fc.uniqueArray(fc.nat(4), { maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      })
      .map(({ groups, ...rest }) => ({
        ...rest,
        holds: groups.map((labels) => labels.filter((label) => label < rest.classCount)),
      }));
    fc.assert(
      fc.property(small, fc.nat(), ({ holds, ...sizes }, seed) => {
        const found = coverClasses(holds, { ...sizes, random: seededRandom([seed]) });
        const assignments = Array.from({ length: sizes.splitCount ** holds.length }, (_, number) =>
          holds.map((_, group) => Math.floor(number / sizes.splitCount ** group) % sizes.splitCount),
        );
        const possible = assignments.some((splitOf) => leftOut(holds, splitOf, sizes) === 0);
        expect(found.outcome).toBe(possible ? 'covered' : 'impossible');
        if (possible) {
          expect(leftOut(holds, found.splitOf, sizes)).toBe(0);
        }
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it('ends within its bound on any input, hard ones among them, and is right about what it returns', () => {
    const hard = fc.record({
      classCount: fc.integer({ min: 10, max: 40 }),
      holders: fc.integer({ min: 3, max: 8 }),
      groupCount: fc.integer({ min: 10, max: 60 }),
      splitCount: fc.integer({ min: 3, max: 6 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(hard, ({ splitCount, ...input }) => {
        const holds = scattered(input);
        const { classCount, seed } = input;
        const random = seededRandom([seed]);
        const bounds = { maximumSearchSteps: 300, maximumRepairSteps: 1000 };
        const options = { splitCount, classCount, random, ...bounds };
        const { outcome, splitOf, lacking, steps } = coverClasses(holds, options);
        expect(steps).toBeLessThanOrEqual(1300);
        if (outcome !== 'impossible') {
          expect(leftOut(holds, splitOf, { splitCount, classCount })).toBe(lacking.length);
          expect(lacking.length === 0).toBe(outcome === 'covered');
        }
      }),
      { numRuns: 25, seed: 3 },
    );
  });

  it('finds by repair what the search does not find in time', () => {
    // Each of these has an assignment that is planted: group g in split g modulo 4.
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(['planted', seed]);
      const holds = Array.from({ length: 48 }, (): number[] => []);
      for (let label = 0; label < 24; label++) {
        for (let split = 0; split < 4; split++) {
          holds[4 * random.integer([0, 11]) + split]!.push(label);
        }
      }
      const sizes = { splitCount: 4, classCount: 24 };
      const found = coverClasses(holds, { ...sizes, random, maximumSearchSteps: 5 });
      expect(found.outcome).toBe('covered');
      expect(found.steps).toBeGreaterThan(5);
      expect(leftOut(holds, found.splitOf, sizes)).toBe(0);
    }
  });
});

describe('foldSamples', () => {
  const scatteredSamples = (seed: number) =>
    scattered({ classCount: 28, holders: 6, groupCount: 40, seed }).map((labels, group) => ({
      id: `s${group}`,
      labels,
      group: `g${group}`,
      channels: { microtubules: '', protein: '', nucleus: '' },
    }));
  const options = { folds: 5, seed: 1, classCount: 28, multiLabel: true } as const;

  it('covers 28 classes that lie in 6 of 40 groups each, by repair', () => {
    for (const { test } of foldSamples(scatteredSamples(0), { ...options, seed: 2 })) {
      expect(new Set(test.flatMap(({ labels }) => labels)).size).toBe(28);
    }
  });

  it('ends where it finds none, and says how near it came', () => {
    expect(() => foldSamples(scatteredSamples(1), options)).toThrow(
      /^found no assignment of the 40 groups that puts every class in each of 5 splits, and stopped looking after 40000 steps; the nearest leaves class \d+ out of split \d.* There may be one, but too many classes share too few groups: ask for fewer splits or fewer classes, or give more groups$/,
    );
    for (const { test } of foldSamples(scatteredSamples(1), { ...options, folds: 4 })) {
      expect(new Set(test.flatMap(({ labels }) => labels)).size).toBe(28);
    }
  });
});
