import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitThresholds } from '../../src/index.js';

/** One class: the scores of samples that belong to it, and of others. */
function oneClass({ inside, outside }: { inside: readonly number[]; outside: readonly number[] }) {
  return {
    task: 'multi-label',
    labels: [...inside.map(() => [0]), ...outside.map(() => [])],
    scores: [...inside, ...outside].map((score) => [score]),
    split: 'validation',
  } as const;
}

function fitted(
  method: 'max-f1' | 'label-ratio',
  scores: { inside: readonly number[]; outside: readonly number[] },
) {
  return fitThresholds(oneClass(scores), { method, smoothing: 0 }).values[0];
}

/** F1 of one class of multi-label samples at a threshold, counted the long way. */
function f1At(
  scores: readonly number[],
  { truth, threshold }: { truth: readonly boolean[]; threshold: number },
) {
  const claimed = scores.map((score) => score >= threshold);
  const hits = claimed.filter((claim, sample) => claim && truth[sample]).length;
  return (2 * hits) / (claimed.filter(Boolean).length + truth.filter(Boolean).length);
}

const sampleCount = 12;
const fewLevels = fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8);
const validation = fc
  .record({
    indicators: fc.array(fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), {
      minLength: sampleCount,
      maxLength: sampleCount,
    }),
    scores: fc.array(fc.array(fewLevels, { minLength: 3, maxLength: 3 }), {
      minLength: sampleCount,
      maxLength: sampleCount,
    }),
  })
  .map((data) => ({ task: 'multi-label', ...data, split: 'validation' }) as const);

describe('fitThresholds by maximum F1', () => {
  it('lies in the middle between the scores that it separates', () => {
    expect(fitted('max-f1', { inside: [0.75, 0.5], outside: [0.25, 0.125] })).toBe(0.375);
  });

  it('accepts a false positive that costs less than the hit behind it brings', () => {
    // Falling: + - + + -, F1 after each cut 2/4, 2/5, 4/6, 6/7, 6/8: the fourth wins, between 0.5 and 0.25.
    expect(fitted('max-f1', { inside: [0.875, 0.625, 0.5], outside: [0.75, 0.25] })).toBe(0.375);
  });

  it('takes the highest of thresholds that are equally good', () => {
    // Falling: + - - +, F1 2/3, 2/4, 2/5, 4/6: the first and the last are equal.
    expect(fitted('max-f1', { inside: [0.8, 0.2], outside: [0.6, 0.4] })).toBeCloseTo(0.7, 15);
  });

  it('claims equal scores together', () => {
    // Both cuts: 0.5 claims + + - - for 4/6, 0.25 claims all for 6/8.
    expect(fitted('max-f1', { inside: [0.5, 0.5, 0.25], outside: [0.5, 0.5] })).toBe(0.125);
  });

  it('lies between the lowest score and 0 if every sample is claimed, and at the score if there is no middle', () => {
    expect(fitted('max-f1', { inside: [1, 0.5], outside: [] })).toBe(0.25);
    expect(fitted('max-f1', { inside: [Number.MIN_VALUE], outside: [0] })).toBe(Number.MIN_VALUE);
    expect(fitted('max-f1', { inside: [1], outside: [1 - 2 ** -53] })).toBe(1);
  });

  it('never claims samples that score 0', () => {
    expect(fitted('max-f1', { inside: [0, 0, 0, 0.5], outside: [0] })).toBe(0.25);
  });

  it('takes scores that rounding put outside [0, 1] for 0 and 1', () => {
    expect(fitted('max-f1', { inside: [1 + 5e-7], outside: [-5e-7] })).toBe(0.5);
  });

  it('is better than, or as good as, any threshold between 0 and 1', () => {
    fc.assert(
      fc.property(validation, (data) => {
        const { values } = fitThresholds(data, { method: 'max-f1', smoothing: 0 });
        for (const [index, value] of values.entries()) {
          const truth = data.indicators.map((row) => row[index]!);
          const scores = data.scores.map((row) => row[index]!);
          if (truth.some((belongs, sample) => belongs && scores[sample]! > 0)) {
            const best = f1At(scores, { truth, threshold: value });
            for (let eighths = 1; eighths <= 8; eighths++) {
              expect(f1At(scores, { truth, threshold: eighths / 8 })).toBeLessThanOrEqual(best);
            }
          }
        }
      }),
    );
  });
});

describe('fitThresholds by label ratio', () => {
  it('claims as many samples as belong to the class, whichever they are', () => {
    expect(fitted('label-ratio', { inside: [0.125, 0.25], outside: [0.75, 0.5] })).toBe(0.375);
  });

  it('comes as near as equal scores allow, and claims fewer of two equally near', () => {
    expect(fitted('label-ratio', { inside: [0.5, 0.5], outside: [0.5, 0.25] })).toBe(0.375);
    // Two belong: one or three can be claimed.
    expect(fitted('label-ratio', { inside: [0.75, 0.5], outside: [0.5, 0.25] })).toBe(0.625);
  });

  it('claims none if that is nearest, unless a sample scores 1', () => {
    const outside = [0.5, 0.5, 0.5, 0.5];
    expect(fitted('label-ratio', { inside: [0.5], outside })).toBe(0.75);
    expect(fitted('label-ratio', { inside: [1], outside: [1, 1, 1, 0.5] })).toBe(0.75);
  });

  it('misses the number of samples of a class by no more than any other threshold', () => {
    fc.assert(
      fc.property(validation, (data) => {
        const { values } = fitThresholds(data, { method: 'label-ratio', smoothing: 0 });
        for (const [index, value] of values.entries()) {
          const support = data.indicators.filter((row) => row[index]).length;
          const miss = (threshold: number) =>
            Math.abs(data.scores.filter((row) => row[index]! >= threshold).length - support);
          for (let eighths = 1; support > 0 && eighths <= 8; eighths++) {
            expect(miss(eighths / 8)).toBeGreaterThanOrEqual(miss(value));
          }
        }
      }),
    );
  });
});

describe('fitThresholds', () => {
  const twoClasses = {
    task: 'multi-label',
    labels: [[0], [0, 1], [0], []],
    scores: [
      [0.875, 0.25],
      [0.75, 0.5],
      [0.625, 0.125],
      [0.375, 0.25],
    ],
    split: 'validation',
  } as const;

  it('draws a class to the common threshold the more, the rarer it is', () => {
    // Alone: 0.5 of three samples and 0.375 of one. Pooled, falling: + + + + - - - -: 0.4375, between 0.5 and 0.375.
    const { values } = fitThresholds(twoClasses, { method: 'max-f1', smoothing: 3 });
    expect(values).toEqual([(3 * 0.5 + 3 * 0.4375) / 6, (0.375 + 3 * 0.4375) / 4]);
    expect(fitThresholds(twoClasses, { method: 'max-f1', smoothing: 0 }).values).toEqual([0.5, 0.375]);
  });

  it('gives a class that no sample belongs to the common threshold', () => {
    const scores = twoClasses.scores.map((row) => [...row, 0.0625]);
    for (const smoothing of [0, 3]) {
      for (const method of ['max-f1', 'label-ratio'] as const) {
        const { values } = fitThresholds({ ...twoClasses, scores }, { method, smoothing });
        expect(values[2]).toBe(0.4375);
      }
    }
  });

  it('gives a class whose samples all score 0 the common threshold', () => {
    const labels = [[0], [0], [1], []];
    const scores = [[0.875], [0.75], [0.5], [0.25]].map((row) => [...row, 0]);
    const data = { task: 'multi-label', labels, scores, split: 'validation' } as const;
    expect(fitThresholds(data, { method: 'max-f1' }).values[1]).toBe(0.625);
  });

  it('is 0.5 if no sample belongs to any class', () => {
    const empty = { ...twoClasses, labels: [[], [], [], []] };
    expect(fitThresholds(empty, { method: 'max-f1' }).values).toEqual([0.5, 0.5]);
    expect(fitThresholds(empty, { method: 'label-ratio' }).values).toEqual([0.5, 0.5]);
  });

  it('is fixed if asked', () => {
    expect(fitThresholds(twoClasses, { method: 'fixed' }).values).toEqual([0.5, 0.5]);
    expect(fitThresholds(twoClasses, { method: 'fixed', threshold: 0.25 })).toEqual({
      method: 'fixed',
      values: [0.25, 0.25],
      split: 'validation',
      samples: 4,
      smoothing: 0,
    });
  });

  it('is plain JSON that says how it came to be', () => {
    const thresholds = fitThresholds(twoClasses, { method: 'max-f1' });
    expect(thresholds).toMatchObject({ method: 'max-f1', split: 'validation', samples: 4, smoothing: 2 });
    expect(JSON.parse(JSON.stringify(thresholds))).toEqual(thresholds);
    expect(fitThresholds(twoClasses, { method: 'label-ratio' }).smoothing).toBe(0);
  });

  it('is the same of indicators and of labels, in any order of samples, and always in (0, 1]', () => {
    fc.assert(
      fc.property(validation, fc.constantFrom('max-f1', 'label-ratio'), (data, method) => {
        const { values } = fitThresholds(data, { method });
        const labels = data.indicators.map((row) => [...row.keys()].filter((index) => row[index]));
        const { indicators: _, ...rest } = data;
        expect(fitThresholds({ ...rest, labels }, { method }).values).toEqual(values);
        const reversed = {
          ...data,
          indicators: data.indicators.slice().reverse(),
          scores: data.scores.slice().reverse(),
        };
        expect(fitThresholds(reversed, { method }).values).toEqual(values);
        for (const value of values) {
          expect(value).toBeGreaterThan(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('refuses samples that are not said to be of the validation split', () => {
    for (const split of ['test', 'train', undefined, null]) {
      expect(() =>
        fitThresholds({ ...twoClasses, split: split as 'validation' }, { method: 'max-f1' }),
      ).toThrow(
        new RangeError(
          `thresholds must be fitted on the validation split; received split: ${split ? `'${split}'` : split}`,
        ),
      );
    }
  });

  it('refuses single-label data and options that are not of the method', () => {
    const single = { labels: [0], scores: [[1, 0]], split: 'validation' };
    expect(() => fitThresholds(single as never, { method: 'max-f1' })).toThrow(
      /^thresholds need task: 'multi-/,
    );
    expect(() => fitThresholds(twoClasses, { method: 'toString' as never })).toThrow(
      "method must be 'max-f1', 'label-ratio' or 'fixed'; received toString",
    );
    expect(() => fitThresholds(twoClasses, { method: 'max-f1', threshold: 0.5 })).toThrow(
      "threshold belongs to the method 'fixed'; received 0.5 with 'max-f1'",
    );
    expect(() => fitThresholds(twoClasses, { method: 'fixed', smoothing: 1 })).toThrow(
      /^smoothing belongs to/,
    );
    for (const smoothing of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => fitThresholds(twoClasses, { method: 'max-f1', smoothing })).toThrow(
        /^smoothing must be a finite/,
      );
    }
    for (const threshold of [0, 1.5, Number.NaN]) {
      expect(() => fitThresholds(twoClasses, { method: 'fixed', threshold })).toThrow(
        `threshold must be in (0, 1]; received ${threshold}`,
      );
    }
  });
});
