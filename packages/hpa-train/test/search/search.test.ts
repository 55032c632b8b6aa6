import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { pruners, search, space, strategies, type Trial } from '../../src/index.js';

const POINTS = {
  optimizer: space.choice(['adam', 'sgd']),
  learningRate: space.logUniform(1e-5, 1e-1),
  batchSize: space.integer(1, 64, { log: true }),
  momentum: space.when('optimizer', 'sgd', space.uniform(0, 0.99)),
};
const RANDOM = { strategy: strategies.random(), seed: 3, mode: 'min' } as const;

const height = space.choice([1, 2, 3, 4, 5, 6]);
const GRID = { strategy: strategies.grid(), seed: 1, mode: 'max' } as const;

describe('search', () => {
  it('types the parameters by the space', async () => {
    const { best } = await search(
      POINTS,
      (parameters) => {
        expectTypeOf(parameters.optimizer).toEqualTypeOf<'adam' | 'sgd'>();
        expectTypeOf(parameters.learningRate).toEqualTypeOf<number>();
        expectTypeOf(parameters.batchSize).toEqualTypeOf<number>();
        expectTypeOf(parameters.momentum).toEqualTypeOf<number | undefined>();
        // @ts-expect-error: the space has no such parameter.
        expect(parameters.dropout).toBeUndefined();
        return parameters.learningRate;
      },
      { ...RANDOM, trials: 3 },
    );
    expectTypeOf(best!.parameters.optimizer).toEqualTypeOf<'adam' | 'sgd'>();
    expectTypeOf(best!).toExtend<Trial>();
  });

  it('returns all trials and the best of them, the earlier of equals', async () => {
    const { best, trials } = await search({ height }, (p) => -Math.abs(p.height - 3.5), GRID);
    expect(trials.map(({ number, value }) => [number, value])).toEqual([
      [0, -2.5],
      [1, -1.5],
      [2, -0.5],
      [3, -0.5],
      [4, -1.5],
      [5, -2.5],
    ]);
    expect(best?.number).toBe(2);
    const low = await search({ height }, (p) => p.height, { ...GRID, mode: 'min' });
    expect(low.best?.parameters).toEqual({ height: 1 });
  });

  it('records what crashes and goes on', async () => {
    const { best, trials } = await search(
      { height },
      async (p) => {
        if (p.height === 2) {
          throw new TypeError('no such layer');
        }
        return p.height === 4 ? Number.NaN : -p.height;
      },
      GRID,
    );
    expect(trials.map(({ state }) => state)).toEqual([
      'complete',
      'failed',
      'complete',
      'failed',
      'complete',
      'complete',
    ]);
    expect(trials[1]).toMatchObject({ value: null, error: 'TypeError: no such layer' });
    expect(trials[3]?.error).toBe('the objective must give a finite number; received NaN');
    expect(best?.number).toBe(0);
  });

  it('has no best trial if none is complete', async () => {
    const fail = () => {
      throw new Error('never');
    };
    expect((await search({ height }, fail, { ...GRID, trials: 2 })).best).toBeNull();
  });

  it('tries known-good points first, in their order', async () => {
    const initial = [
      { optimizer: 'sgd', learningRate: 0.01, batchSize: 16, momentum: 0.9 },
      { optimizer: 'adam', learningRate: 0.001, batchSize: 32 },
    ] as const;
    const { trials } = await search(POINTS, () => 0, { ...RANDOM, initial, trials: 3 });
    expect(trials.map(({ parameters }) => parameters).slice(0, 2)).toEqual(initial);
  });

  it.each([1, 2, 3, 7])('runs every trial once with %i at a time', async (parallel) => {
    let running = 0;
    let maximum = 0;
    const numbers: number[] = [];
    const { trials } = await search(
      POINTS,
      async ({ learningRate }, { number }) => {
        maximum = Math.max(maximum, ++running);
        numbers.push(number);
        await new Promise((resolve) => setTimeout(resolve, (number % 3) * 2));
        running--;
        return learningRate;
      },
      { ...RANDOM, trials: 12, parallel },
    );
    expect(maximum).toBe(parallel);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index));
    expect(trials.map(({ state }) => state)).toEqual(Array(12).fill('complete'));
  });

  it('gives each trial a seed that depends on the seed of the search and its number', async () => {
    const seedsOf = async (seed: number, trials: number) => {
      const seeds: number[] = [];
      await search({ height }, (_, trial) => seeds.push(trial.seed), { ...RANDOM, seed, trials });
      return seeds;
    };
    const first = await seedsOf(1, 5);
    expect(await seedsOf(1, 3)).toEqual(first.slice(0, 3));
    expect(new Set([...first, ...(await seedsOf(2, 5))]).size).toBe(10);
    expect(first.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
  });

  it('hands a trial to the runner, which may be elsewhere', async () => {
    const queue: number[] = [];
    const { trials } = await search({ height }, (p) => p.height, {
      ...GRID,
      runner: async ({ objective, parameters, trial }) => {
        queue.push(trial.number);
        return 10 * (await objective(parameters, trial));
      },
    });
    expect(queue).toEqual([0, 1, 2, 3, 4, 5]);
    expect(trials.map(({ value }) => value)).toEqual([10, 20, 30, 40, 50, 60]);
  });

  it('leaves workers that die to the runner, which has another one begin the trial', async () => {
    // A queue of two workers elsewhere: a job is plain data, the worker's reports come back as messages.
    const seen: string[] = [];
    const work = async (job: string, send: (step: number, value: number) => Promise<void>, dies: boolean) => {
      const { number, height: tall } = JSON.parse(job);
      await send(1, tall);
      if (dies) {
        throw new Error('worker died');
      }
      seen.push(`trial ${number}`);
      return 2 * tall;
    };
    const { trials } = await search({ height }, (p) => p.height, {
      ...GRID,
      parallel: 2,
      pruner: pruners.median({ startupTrials: 3 }),
      mode: 'min',
      runner: async ({ parameters, trial }) => {
        const job = JSON.stringify({ number: trial.number, ...parameters });
        const send = (step: number, value: number) => trial.report(step, value);
        try {
          return await work(job, send, trial.number === 1);
        } catch (error) {
          if ((error as Error).name === 'Pruned') {
            throw error;
          }
          return work(job, send, false);
        }
      },
    });
    expect(trials.map(({ state }) => state)).toEqual([
      'complete',
      'complete',
      'complete',
      'pruned',
      'pruned',
      'pruned',
    ]);
    expect(seen.sort()).toEqual(['trial 0', 'trial 1', 'trial 2']);
  });

  it('tells of each trial that has ended', async () => {
    const ended: unknown[] = [];
    await search({ height }, (p) => p.height, {
      ...GRID,
      trials: 2,
      onTrial: ({ number, state, value }) => void ended.push([number, state, value]),
    });
    expect(ended).toEqual([
      [0, 'complete', 1],
      [1, 'complete', 2],
    ]);
  });

  it('ends early by a signal, with the interrupted trial as running', async () => {
    const controller = new AbortController();
    const { best, trials } = await search(
      { height },
      (p, { signal }) => {
        if (p.height === 3) {
          controller.abort();
          signal.throwIfAborted();
        }
        return p.height;
      },
      { ...GRID, signal: controller.signal },
    );
    expect(trials.map(({ state }) => state)).toEqual(['complete', 'complete', 'running']);
    expect(best?.number).toBe(1);
  });

  it('throws what onTrial throws, after the other lanes have given their trials back', async () => {
    const aborted: number[] = [];
    const ends = search(
      { height },
      (p, { number, signal }) =>
        number === 0
          ? p.height
          : new Promise<number>((_, reject) => {
              signal.addEventListener('abort', () => {
                aborted.push(number);
                reject(signal.reason);
              });
            }),
      {
        ...GRID,
        parallel: 3,
        onTrial: () => {
          throw new Error('disk full');
        },
      },
    );
    await expect(ends).rejects.toThrow('disk full');
    expect(aborted).toEqual([1, 2]);
  });
});

describe('reports of a trial', () => {
  it('are kept by step, the last one of a step', async () => {
    const { trials } = await search(
      { height },
      async (p, trial) => {
        await trial.report(2, 20);
        await trial.report(1, 10);
        await trial.report(2, 21);
        return p.height;
      },
      { ...GRID, trials: 1 },
    );
    expect(trials[0]?.reports).toEqual([
      [1, 10],
      [2, 21],
    ]);
  });

  const every = { name: 'every', settings: {}, prunes: () => true };

  it('end a trial that the pruner ends', async () => {
    const { trials } = await search(
      { height },
      async (p, trial) => {
        await trial.report(1, 7);
        return p.height;
      },
      { ...GRID, trials: 1, pruner: every },
    );
    expect(trials[0]).toMatchObject({ state: 'pruned', value: null, reports: [[1, 7]] });
  });

  it('end it too if the objective does not wait for them, or swallows the error', async () => {
    const { trials } = await search(
      { height },
      async (p, trial) => {
        const reported = trial.report(1, 7);
        if (p.height === 2) {
          await reported.catch(() => {});
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
        return p.height;
      },
      { ...GRID, trials: 2, pruner: every },
    );
    expect(trials.map(({ state }) => state)).toEqual(['pruned', 'pruned']);
  });

  it('are refused unless finite, at a step from 0, which fails the trial', async () => {
    const wrong = [
      [1, Number.NaN],
      [-1, 0],
      [0.5, 0],
    ] as const;
    const { trials } = await search(
      { wrong: space.choice([0, 1, 2]) },
      async (p, trial) => {
        const [step, value] = wrong[p.wrong];
        await trial.report(step, value);
        return 0;
      },
      GRID,
    );
    expect(trials.map(({ error }) => error)).toEqual([
      'RangeError: a report must be a finite number; received NaN at step 1',
      'RangeError: a step must be an integer of at least 0; received -1',
      'RangeError: a step must be an integer of at least 0; received 0.5',
    ]);
  });
});

describe('options of a search', () => {
  const call = (options: object, points: object = { height }) =>
    search(points as typeof POINTS, () => 0, { ...GRID, ...options } as never);

  it.each([
    [{ seed: -1 }, 'seed must be an integer in [0, 2^32); received -1'],
    [{ mode: 'most' }, "mode must be 'min' or 'max'; received 'most'"],
    [{ trials: 0 }, 'trials must be a positive integer; received 0'],
    [{ parallel: 1.5 }, 'parallel must be a positive integer; received 1.5'],
    [{ strategy: 'tpe' }, "strategy must be one such as strategies.tpe(); received 'tpe'"],
    [{ pruner: pruners.asha }, 'pruner must be one such as pruners.asha(); received the function asha'],
    [{ budget: 5 }, 'search() has no option budget'],
    [{ strategy: strategies.random() }, 'trials must be given: the strategy random never ends'],
    [{ initial: [{ height: 7 }] }, 'initial[0].height must be one of 1, 2, 3, 4, 5, 6; received 7'],
    [{ initial: [{ height: 1, depth: 7 }] }, 'initial[0].depth is not in the space, which has height'],
    [{ onTrial: true }, 'onTrial must be a function; received true'],
    [{ signal: new AbortController() }, 'pass its signal'],
  ])('are refused before anything runs: %j', async (options, message) => {
    await expect(call(options)).rejects.toThrow(message);
  });

  it('refuses an objective that is none', async () => {
    await expect(search({ height }, 'loss' as never, GRID)).rejects.toThrow(
      "the objective must be a function; received 'loss'",
    );
  });
});

it('proposes the same for the same seed, number and trials', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.integer({ min: 1, max: 8 }),
      async (seed, trials) => {
        const run = (count: number) =>
          search(POINTS, ({ learningRate }) => learningRate, { ...RANDOM, seed, trials: count });
        const parametersOf = (result: Awaited<ReturnType<typeof run>>) =>
          result.trials.map(({ parameters }) => parameters);
        expect(parametersOf(await run(trials))).toEqual(parametersOf(await run(8)).slice(0, trials));
      },
    ),
    { numRuns: 20 },
  );
});
