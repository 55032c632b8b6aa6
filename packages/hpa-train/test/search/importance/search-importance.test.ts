import { describe, expect, it } from 'vitest';
import { search, searchImportance, space, strategies } from '../../../src/index.js';
import { mainEffects } from '../../../src/search/importance/main-effects.js';
import { growTree } from '../../../src/search/importance/regression-tree.js';
import { seededRandom } from '../../../src/seeded-random.js';

const side = (low: number, high: number) => ({ kind: 'interval', low, high }) as const;

describe('the main effects of a tree', () => {
  it('are the shares of its variance, worked by hand', () => {
    // Value 4 on the right half of x; on the left 0 below and 2 above. The means are .5 and 4 over x: mean 2.5, effect of x
    // (1.5^2 + 1.5^2) / 2 = 2.25; over y 2 and 3: .25; the variance (2.5^2 / 4 + .5^2 / 4 + 1.5^2 / 2) = 2.75.
    const effects = mainEffects([
      { box: [side(0, 0.5), side(0, 0.5)], mean: 0 },
      { box: [side(0, 0.5), side(0.5, 1)], mean: 2 },
      { box: [side(0.5, 1), side(0, 1)], mean: 4 },
    ])!;
    expect(effects[0]).toBeCloseTo(2.25 / 2.75, 12);
    expect(effects[1]).toBeCloseTo(0.25 / 2.75, 12);
  });

  it('count each category alike', () => {
    // Of three categories one has 3, two have 0: mean 1, all of the variance.
    const categories = (...members: number[]) =>
      ({ kind: 'categories', members: new Set(members), count: 3 }) as const;
    const leaves = [
      { box: [categories(1)], mean: 3 },
      { box: [categories(0, 2)], mean: 0 },
    ];
    expect(mainEffects(leaves)![0]).toBeCloseTo(1, 12);
    expect(mainEffects([{ box: [categories(0, 1, 2)], mean: 5 }])).toBeNull();
  });
});

it('a tree covers the cube, with the mean of its rows in each leaf', () => {
  const rows = [
    { at: [0.1], value: 1 },
    { at: [0.2], value: 1 },
    { at: [0.6], value: 7 },
    { at: [0.9], value: 9 },
  ];
  const leaves = growTree(rows, { box: [side(0, 1)], random: seededRandom([1]) });
  expect(leaves).toEqual([
    { box: [side(0, 0.4)], mean: 1 },
    { box: [side(0.4, 1)], mean: 8 },
  ]);
});

describe('the importance of parameters', () => {
  const points = {
    a: space.uniform(-1, 1),
    b: space.uniform(-1, 1),
    kind: space.choice(['x', 'y', 'z']),
    idle: space.integer(1, 9),
  };
  type Point = { readonly a: number; readonly b: number; readonly kind: string };
  const sharesOf = async (objective: (point: Point) => number, trials = 300) => {
    const found = await search(points, objective, {
      strategy: strategies.random(),
      trials,
      seed: 1,
      mode: 'min',
    });
    const importance = searchImportance(found.trials, { space: points, seed: 2 })!;
    expect(searchImportance(found.trials, { space: points, seed: 2 })).toEqual(importance);
    expect(importance.map(({ share }) => share)).toEqual(
      importance.map(({ share }) => share).sort((x, y) => y - x),
    );
    return Object.fromEntries(importance.map(({ name, share }) => [name, share]));
  };

  it('is the share of the variance in a sum', async () => {
    // Variances 1/3, 4/3 and, of 0, 0, 3 alike, 2: of 11/3 in all. The forest smooths its steps, which costs some hundredths.
    const shares = await sharesOf(({ a, b, kind }) => a + 2 * b + (kind === 'z' ? 3 : 0));
    expect(Math.abs(shares.a! - 1 / 11)).toBeLessThan(0.05);
    expect(Math.abs(shares.b! - 4 / 11)).toBeLessThan(0.08);
    expect(Math.abs(shares.kind! - 6 / 11)).toBeLessThan(0.08);
    expect(shares.idle).toBeLessThan(0.02);
  });

  it('is small for what matters only together', async () => {
    const shares = await sharesOf(({ a, b }) => Math.sign(a * b));
    expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeLessThan(0.5);
  });

  it('counts a parameter that is absent', async () => {
    const conditional = {
      optimizer: space.choice(['adam', 'sgd']),
      momentum: space.when('optimizer', 'sgd', space.uniform(0, 1)),
      nesterov: space.when('optimizer', 'sgd', space.choice([true, false])),
    };
    const { trials } = await search(conditional, ({ momentum = 0 }) => momentum ** 2, {
      strategy: strategies.random(),
      trials: 80,
      seed: 1,
      mode: 'min',
    });
    const [first] = searchImportance(trials, { space: conditional, seed: 1 })!;
    expect(first!.name).toBe('momentum');
  });

  it('is null if nothing can be said', async () => {
    const run = (trials: number) =>
      search(points, () => 5, { strategy: strategies.random(), trials, seed: 1, mode: 'min' });
    expect(searchImportance((await run(20)).trials, { space: points, seed: 1 })).toBeNull();
    expect(searchImportance((await run(3)).trials, { space: points, seed: 1 })).toBeNull();
    expect(() => searchImportance([], { space: points, seed: -1 })).toThrow('seed must be an integer');
  });
});
