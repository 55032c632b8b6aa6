import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrastLeaked } from '../../src/experiment/contrast-leaked.js';
import type { SplitPredictions } from '../../src/experiment/predictions-csv.js';

/** Predictions of two classes: each row is right or wrong. */
function predictionsOf(rows: readonly (readonly [id: string, isRight: boolean])[]): SplitPredictions {
  return {
    task: 'single-label',
    ids: rows.map(([id]) => id),
    labels: rows.map((_, row) => row % 2),
    scores: rows.map(([, isRight], row) => ((row % 2 === 0) === isRight ? [0.9, 0.1] : [0.1, 0.9])),
  };
}

const SEEN = new Map([
  ['copied', 'copy'],
  ['alike', 'near-duplicate'],
  ['grouped', 'group'],
] as const);

const ROWS = [
  ['copied', true],
  ['copied', true],
  ['alike', true],
  ['grouped', false],
  ['new 1', true],
  ['new 2', false],
  ['new 3', false],
  ['new 4', false],
] as const;

describe('contrastLeaked', () => {
  it('scores the cells that share something with training apart from those that share nothing', () => {
    const [seen, copied] = contrastLeaked([predictionsOf(ROWS)], { seen: SEEN, seed: 1 });
    // Three of four seen cells are right, and one of four others: 4 of 8 in all.
    expect(seen).toMatchObject({
      kind: 'seen',
      leaked: { cells: 4, accuracy: { value: 0.75 } },
      others: { cells: 4, accuracy: { value: 0.25 } },
      difference: { accuracy: { value: 0.5 } },
      // All cells 0.5, those that did not leak 0.25.
      ofAccuracy: { value: 0.25 },
    });
    // All three whose image is there are right; one of the five others is.
    expect(copied).toMatchObject({
      kind: 'copied',
      leaked: { cells: 3, accuracy: { value: 1 } },
      others: { cells: 5, accuracy: { value: 0.2 } },
    });
    expect(copied?.ofAccuracy.value).toBeCloseTo(0.5 - 0.2, 12);
  });

  it('gives differences the values that the scores have, whatever the cells', () => {
    const row = fc.tuple(fc.constantFrom('copied', 'alike', 'grouped', 'new 1', 'new 2'), fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const all = predictionsOf(rows);
        const right = rows.filter(([, isRight]) => isRight).length / rows.length;
        for (const { leaked, others, difference, ofAccuracy } of contrastLeaked([all], {
          seen: SEEN,
          seed: 1,
        })) {
          if (leaked.cells === 0 || others.cells === 0) {
            expect(difference.accuracy.value).toBeNull();
          } else {
            expect(difference.accuracy.value).toBeCloseTo(
              leaked.accuracy.value! - others.accuracy.value!,
              12,
            );
            expect(difference.macroF1.value).toBeCloseTo(leaked.macroF1.value! - others.macroF1.value!, 12);
            expect(ofAccuracy.value).toBeCloseTo(right - others.accuracy.value!, 12);
          }
        }
      }),
    );
  });

  it('is not blurred by a training that is better on all cells alike', () => {
    const cells = Array.from({ length: 40 }, (_, cell) => (cell < 20 ? 'copied' : `new ${cell}`));
    const seen = new Map(cells.slice(0, 20).map((_, cell) => [`copy ${cell}`, 'copy'] as const));
    const ids = cells.map((id, cell) => (id === 'copied' ? `copy ${cell}` : id));
    // Right on the first 18 and 10 of both kinds of 20 cells; then on two fewer of each; then on four fewer.
    const trainings = [0, 2, 4].map((fewer) =>
      predictionsOf(ids.map((id, cell) => [id, cell % 20 < (cell < 20 ? 18 : 10) - fewer])),
    );
    const [contrast] = contrastLeaked(trainings, { seen, seed: 1 });
    expect(contrast?.difference.accuracy.value).toBeCloseTo(0.4, 12);
    const one = contrastLeaked([trainings[1]!], { seen, seed: 1 })[0]!;
    const widthOf = ([low, high]: readonly [number, number]) => high - low;
    expect(widthOf(contrast!.difference.accuracy.interval!)).toBeLessThan(
      1.1 * widthOf(one.difference.accuracy.interval!),
    );
  });

  it('takes the mean over trainings', () => {
    const wrong = predictionsOf(ROWS.map(([id]) => [id, false]));
    const [seen] = contrastLeaked([predictionsOf(ROWS), wrong], { seen: SEEN, seed: 1 });
    expect(seen).toMatchObject({
      leaked: { accuracy: { value: 0.375 } },
      others: { accuracy: { value: 0.125 } },
      ofAccuracy: { value: 0.125 },
    });
  });

  it('says that there is nothing to compare where every cell was seen, or none', () => {
    const seenAll = new Map(ROWS.map(([id]) => [id, 'group'] as const));
    const [seen, copied] = contrastLeaked([predictionsOf(ROWS)], { seen: seenAll, seed: 1 });
    expect(seen).toMatchObject({
      leaked: { cells: 8, accuracy: { value: 0.5 } },
      others: { cells: 0, accuracy: { value: null, reason: 'there is no such cell' } },
      difference: { accuracy: { value: null, interval: null, reason: 'the metric is undefined' } },
      ofAccuracy: { value: null },
    });
    expect(copied).toMatchObject({ leaked: { cells: 0 }, others: { cells: 8 } });
  });

  it('leaves the copies of a cell out together', () => {
    const twice = [
      ['new 1', true],
      ['new 1', true],
    ] as const;
    const [seen] = contrastLeaked([predictionsOf(twice)], { seen: SEEN, seed: 1 });
    expect(seen?.others.accuracy).toEqual({ value: 1, interval: null, reason: 'there is only one group' });
  });

  it('gives cells that are all right an interval, as many as there are groups or cells', () => {
    const [, copied] = contrastLeaked([predictionsOf(ROWS)], { seen: SEEN, seed: 1 });
    // Two cells, one of them twice, all right: 2 / (2 + 1.96^2) to 1.
    const { interval } = copied!.leaked.accuracy;
    expect(interval![0]).toBeCloseTo(2 / (2 + 1.959964 ** 2), 6);
    expect(interval![1]).toBe(1);
  });
});
