import { expect, it } from 'vitest';
import { search, space, strategies } from '../../../src/index.js';

const OPTIONS = { seed: 1, mode: 'min' } as const;

it('tries every combination once, the last dimension fastest', async () => {
  const points = { a: space.choice(['x', 'y']), b: space.integer(1, 3) };
  const { trials } = await search(points, () => 0, { ...OPTIONS, strategy: strategies.grid() });
  expect(trials.map(({ parameters: { a, b } }) => `${a}${b}`)).toEqual(['x1', 'x2', 'x3', 'y1', 'y2', 'y3']);
});

it('has conditional dimensions only if their condition is met', async () => {
  const points = {
    optimizer: space.choice(['adam', 'sgd']),
    momentum: space.when('optimizer', 'sgd', space.choice([0, 0.9])),
  };
  const { trials } = await search(points, () => 0, { ...OPTIONS, strategy: strategies.grid() });
  expect(trials.map(({ parameters }) => parameters)).toEqual([
    { optimizer: 'adam' },
    { optimizer: 'sgd', momentum: 0 },
    { optimizer: 'sgd', momentum: 0.9 },
  ]);
});

it('spreads points evenly on the scale of the dimension, ends included', async () => {
  const points = { rate: space.logUniform(1e-4, 1e-1), width: space.integer(1, 9) };
  const strategy = strategies.grid({ points: { rate: 4, width: 3 } });
  const { trials } = await search(points, () => 0, { ...OPTIONS, strategy });
  const rates = [...new Set(trials.map(({ parameters }) => parameters.rate))];
  expect(rates).toHaveLength(4);
  for (const [index, rate] of rates.entries()) {
    expect(rate).toBeCloseTo([1e-4, 1e-3, 1e-2, 1e-1][index]!, 12);
  }
  expect(trials.slice(0, 3).map(({ parameters }) => parameters.width)).toEqual([1, 5, 9]);
});

it('leaves out the known-good points, which came first', async () => {
  const points = { a: space.choice([1, 2, 3]) };
  const { trials } = await search(points, () => 0, {
    ...OPTIONS,
    strategy: strategies.grid(),
    initial: [{ a: 2 }],
  });
  expect(trials.map(({ parameters }) => parameters.a)).toEqual([2, 1, 3]);
});

it('refuses a continuous dimension without a number of points, and points of another one', async () => {
  const run = (strategy: ReturnType<typeof strategies.grid>) =>
    search({ rate: space.uniform(0, 1) }, () => 0, { ...OPTIONS, strategy });
  await expect(run(strategies.grid())).rejects.toThrow(
    "a grid needs a number of points for rate: grid({ points: { 'rate': 5 } })",
  );
  await expect(run(strategies.grid({ points: { rate: 2, width: 3 } }))).rejects.toThrow(
    'points.width must name a numeric dimension of the space',
  );
  expect(() => strategies.grid({ points: { rate: 0 } })).toThrow('points.rate must be a positive integer');
});
