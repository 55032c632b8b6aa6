import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupByUpperBits } from '../../src/curves/group-by-upper-bits.js';
import type { ScoredTruth } from '../../src/curves/scored-truth.js';
import { type ThresholdSteps, thresholdSteps } from '../../src/curves/threshold-steps.js';

describe('thresholdSteps', () => {
  it('counts positives and negatives at each score of a positive and between them', () => {
    const steps = thresholdSteps({
      scores: Float64Array.of(0.5, 0.9, 0.5, 0.2, 0.7, 0.8, 0.5, 0.1),
      positives: Uint8Array.of(1, 0, 0, 1, 0, 0, 1, 0),
    });
    // Above .5: .9, .7, .8. At .5: two positives, one negative. Between: none. At .2: one positive. Below: .1.
    expect([...steps.hits]).toEqual([0, 2, 0, 1, 0]);
    expect([...steps.misses]).toEqual([3, 1, 0, 0, 1]);
  });

  it('has one step without positives', () => {
    expect(thresholdSteps({ scores: Float64Array.of(0.5, 0), positives: new Uint8Array(2) })).toEqual({
      hits: Int32Array.of(0),
      misses: Int32Array.of(2),
    });
  });

  it('counts what sorting all scores counts, of any finite numbers', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ noNaN: true, min: 0, max: 1 }),
      fc.constantFrom(0, -0, 1, 0.5, -1e-7),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(number, fc.boolean()), { minLength: 1, maxLength: 80 }), (pairs) => {
        expectSame({
          scores: Float64Array.from(pairs, ([score]) => score),
          positives: Uint8Array.from(pairs, ([, positive]) => Number(positive)),
        });
      }),
    );
  });

  it.each([
    ['evenly spread', (at: number) => at / 3001],
    ['of which a third are 0', (at: number) => (at % 3 === 0 ? 0 : at / 3001)],
    ['near 0', (at: number) => Math.exp(-at / 100)],
    ['whose lower bits alone differ', (at: number) => 0.5 + at * 2 ** -52],
    ['below 0', (at: number) => at / 3001 - 1e-6],
    ['in part of few values', (at: number) => (at % 2 === 0 ? Math.round(at / 300) / 10 : at / 3001)],
  ])('counts what sorting all scores counts, of many scores %s', (_, scoreOf) => {
    const scores = Float64Array.from({ length: 3000 }, (_, at) => scoreOf((at * 7919) % 3001));
    const positives = Uint8Array.from(scores, (_, at) => Number(at % 7 < 2));
    expectSame({ scores, positives });
    const grouped = scores.slice();
    groupByUpperBits(scores, { to: grouped });
    const sorted = scores.slice().sort();
    expect(grouped.slice().sort()).toEqual(sorted);
    // The widest group is the 32nd part of [1/2, 1].
    expect(grouped.every((score, at) => Math.abs(score - sorted[at]!) <= 1 / 64)).toBe(true);
  });

  it('counts what sorting all scores counts, of so many that they are grouped first', () => {
    const scores = Float64Array.from({ length: 270_000 }, (_, at) => ((at * 7919) % 270_001) / 270_001);
    expectSame({ scores, positives: Uint8Array.from(scores, (_, at) => Number(at % 7 < 2)) });
  });
});

/** Compares with the steps of sorted scores, in which negatives between positives are steps of their own. */
function expectSame({ scores, positives }: ScoredTruth): void {
  const order = [...scores.keys()].sort((first, second) => scores[second]! - scores[first]!);
  const sorted = stepsInOrder({
    scores: Float64Array.from(order, (at) => scores[at]!),
    positives: Uint8Array.from(order, (at) => positives[at]!),
  });
  expect(joined(thresholdSteps({ scores, positives }))).toEqual(joined(sorted));
}

/** Joins the steps without positives that follow each other, and leaves out empty ones. */
function joined({ hits, misses }: ThresholdSteps): [hits: number, misses: number][] {
  const steps: [number, number][] = [];
  for (const [at, hit] of hits.entries()) {
    const last = steps.at(-1);
    if (hit === 0 && last?.[0] === 0) {
      last[1] += misses[at]!;
    } else if (hit > 0 || misses[at]! > 0) {
      steps.push([hit, misses[at]!]);
    }
  }
  return steps;
}

/** The steps of scores in order. */
function stepsInOrder({ scores, positives }: ScoredTruth): ThresholdSteps {
  const hits = new Int32Array(scores.length);
  const misses = new Int32Array(scores.length);
  let step = -1;
  for (let at = 0; at < scores.length; at++) {
    step += Number(at === 0 || scores[at] !== scores[at - 1]);
    hits[step] = hits[step]! + positives[at]!;
    misses[step] = misses[step]! + 1 - positives[at]!;
  }
  return { hits: hits.subarray(0, step + 1), misses: misses.subarray(0, step + 1) };
}
