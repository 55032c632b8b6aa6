import { describe, expect, it } from 'vitest';
import { pruners, type Trial } from '../../../src/index.js';

function trial(number: number, reports: [number, number][], state: Trial['state'] = 'complete'): Trial {
  return { number, parameters: {}, seed: number, state, value: reports.at(-1)?.[1] ?? null, reports };
}

describe('median', () => {
  const others = [3, 1, 4, 2].map((value, index) =>
    trial(index, [
      [1, value],
      [2, 10 * value],
    ]),
  );
  const prunes = (reports: [number, number][], options = {}, mode: 'min' | 'max' = 'max') =>
    pruners
      .median({ startupTrials: 4, ...options })
      .prunes({ mode, trial: trial(9, reports, 'running'), others });

  it('ends what is worse at a step than half of the complete trials were', () => {
    // The medians of 1, 2, 3, 4 and of 10, 20, 30, 40 are 2.5 and 25.
    expect(prunes([[1, 2.4]])).toBe(true);
    expect(prunes([[1, 2.5]])).toBe(false);
    expect(
      prunes([
        [1, 2.4],
        [2, 25],
      ]),
    ).toBe(false);
    expect(prunes([[1, 2.6]], {}, 'min')).toBe(true);
    expect(prunes([[1, 2.5]], {}, 'min')).toBe(false);
  });

  it('goes by the best report so far', () => {
    expect(
      prunes([
        [1, 26],
        [2, 0],
      ]),
    ).toBe(false);
  });

  it('waits for enough trials, and for a step', () => {
    expect(prunes([[1, 0]], { startupTrials: 5 })).toBe(false);
    expect(prunes([[1, 0]], { minimumSteps: 2 })).toBe(false);
    expect(prunes([[2, 0]], { minimumSteps: 2 })).toBe(true);
  });

  it('does not count trials that are not complete, or have no report at the step', () => {
    const running = [...others.slice(0, 3), trial(3, [[1, 9]], 'running'), trial(4, [[2, 9]])];
    const pruner = pruners.median({ startupTrials: 4 });
    expect(pruner.prunes({ mode: 'max', trial: trial(9, [[1, 0]]), others: running })).toBe(false);
  });
});

describe('asha', () => {
  // Rungs at the steps 2, 6, 18.
  const pruner = pruners.asha({ minimumSteps: 2, reductionFactor: 3 });
  const prunes = (reports: [number, number][], others: Trial[], mode: 'min' | 'max' = 'max') =>
    pruner.prunes({ mode, trial: trial(9, reports, 'running'), others });
  const others = [5, 4, 3, 2, 1].map((value, index) => trial(index, [[2, value]], 'pruned'));

  it('lets the best third of those at a rung go on', () => {
    // With the trial itself there are six: two go on.
    expect(prunes([[2, 4.5]], others)).toBe(false);
    expect(prunes([[2, 3.5]], others)).toBe(true);
    expect(prunes([[2, 1.5]], others, 'min')).toBe(false);
    expect(prunes([[2, 2.5]], others, 'min')).toBe(true);
  });

  it('lets only the best go on while fewer than three have come', () => {
    expect(prunes([[2, 1]], [])).toBe(false);
    expect(prunes([[2, 4]], others.slice(0, 1))).toBe(true);
    expect(prunes([[2, 6]], others.slice(0, 1))).toBe(false);
  });

  it('decides at the first report at or after a rung, and at no other', () => {
    expect(prunes([[1, 0]], others)).toBe(false);
    expect(
      prunes(
        [
          [1, 0],
          [3, 0],
        ],
        others,
      ),
    ).toBe(true);
    expect(
      prunes(
        [
          [2, 9],
          [3, 0],
        ],
        others,
      ),
    ).toBe(false);
    expect(
      prunes(
        [
          [2, 9],
          [6, 0],
        ],
        others,
      ),
    ).toBe(false);
    expect(
      prunes(
        [
          [2, 9],
          [6, 0],
        ],
        [
          trial(1, [
            [2, 1],
            [7, 1],
          ]),
        ],
      ),
    ).toBe(true);
  });

  it('refuses what is no factor', () => {
    expect(() => pruners.asha({ reductionFactor: 1 })).toThrow('reductionFactor must be an integer above 1');
    expect(() => pruners.asha({ minimumSteps: 0 })).toThrow('minimumSteps must be a positive integer');
    expect(() => pruners.asha({ eta: 3 } as never)).toThrow('asha() has no option eta');
  });
});
