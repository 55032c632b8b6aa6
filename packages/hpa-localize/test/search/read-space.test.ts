import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RECIPES } from '../../src/recipes/recipes.js';
import { readSpace } from '../../src/search/read-space.js';
import { requireSpaceOfRecipe } from '../../src/search/require-space-of-recipe.js';
import type { SearchSpace } from '../../src/search/schema/space-schema.js';

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hpa-space-'));
  path = join(folder, 'space.json');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(space: unknown): Promise<SearchSpace> {
  await writeFile(path, JSON.stringify(space));
  return readSpace(path);
}

it('reads dimensions by the keys of a recipe', async () => {
  const space = {
    learningRate: { kind: 'log-uniform', low: 1e-5, high: 1e-2 },
    batchSize: { kind: 'integer', low: 4, high: 64, log: true },
    'ema.decay': { kind: 'choice', values: [null, 0.98] },
  };
  expect(await read(space)).toEqual(space);
});

it.each([
  [{}, /space\.json: not a space to search: it: must have a key/],
  [{ learningRate: { kind: 'log', low: 1, high: 2 } }, /space\.json: not a space to search: learningRate/],
  [{ learningRate: { kind: 'uniform', low: 1 } }, /learningRate\.high/],
  [{ learningRate: { kind: 'uniform', low: 1, high: 2, step: 1 } }, /step/],
  [
    { learningRate: { kind: 'log-uniform', low: 0, high: 1 } },
    /space\.json: learningRate: .*above 0.*; received 0/,
  ],
  [
    { learningRate: { kind: 'uniform', low: 2, high: 1 } },
    /learningRate: .*low below high; received 2 and 1/,
  ],
  [{ batchSize: { kind: 'choice', values: [8, 8] } }, /batchSize: .*8 twice/],
])('refuses %j in one line', async (space, message) => {
  await expect(read(space)).rejects.toThrow(message);
  await expect(read(space)).rejects.not.toThrow(/\n/);
});

it('says so if there is no such file', async () => {
  await expect(readSpace(join(folder, 'absent.json'))).rejects.toThrow('absent.json: there is no such file');
});

const tried = (space: SearchSpace): (() => void) => {
  return () => requireSpaceOfRecipe(RECIPES['gapnet-pl']!, { space, tryOut: () => {} });
};

it('takes keys and values that the recipe can have, conditions included', () => {
  const weightDecay = {
    kind: 'conditional',
    on: 'optimizer.name',
    values: ['adamw'],
    dimension: { kind: 'log-uniform', low: 1e-5, high: 1e-1 },
  } as const;
  const space: SearchSpace = {
    'optimizer.name': { kind: 'choice', values: ['adam', 'adamw'] },
    'optimizer.weightDecay': weightDecay,
  };
  expect(tried(space)).not.toThrow();
  expect(tried({ 'optimizer.weightDecay': weightDecay, ...space })).toThrow(
    'optimizer.weightDecay must depend on an earlier key (there is none); received optimizer.name',
  );
  const never = { ...weightDecay, values: ['sgd'] };
  expect(tried({ ...space, 'optimizer.weightDecay': never })).toThrow(
    'optimizer.weightDecay depends on a value that optimizer.name never has: "sgd"',
  );
});

it('names a key that no recipe has, and a value that it cannot have', () => {
  expect(tried({ learnRate: { kind: 'uniform', low: 0.1, high: 1 } })).toThrow(
    /^learnRate cannot be 0.1: .*learnRate/,
  );
  expect(tried({ batchSize: { kind: 'choice', values: [8, 0] } })).toThrow(/^batchSize cannot be 0: /);
  expect(tried({ learningRate: { kind: 'choice', values: [null, 0.1] } })).toThrow(
    /^learningRate cannot be null: /,
  );
});
