import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Trial } from '@hpa/train';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../../src/dataset/open-dataset.js';
import { type SplitDataset, splitDataset } from '../../src/experiment/split-dataset.js';
import { parseRecipes } from '../../src/recipes/parse-recipes.js';
import { RECIPES } from '../../src/recipes/recipes.js';
import { describeSearch } from '../../src/search/describe-search.js';
import type { SearchSettings } from '../../src/search/run-search.js';
import { writeSearch } from '../../src/search/write-search.js';

const recipe = RECIPES['gapnet-pl']!;
const settings: SearchSettings = {
  space: { learningRate: { kind: 'log-uniform', low: 1e-4, high: 1e-2 } },
  strategy: 'random',
  pruner: 'none',
  trials: 3,
  repeats: 2,
  seed: 1,
  initial: null,
};

let scratch: string;
let study: SplitDataset;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-describe-search-'));
  const dataset = await openDataset('synthetic', { classes: [14, 21], count: 24, size: 32 });
  study = await splitDataset(dataset, { seed: 1 });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

function trial(number: number, changes: Partial<Trial>): Trial {
  const parameters = { learningRate: (number + 1) / 1000 };
  return {
    number,
    seed: number,
    parameters,
    state: 'complete',
    value: 0.5,
    reports: [[15, 0.5]],
    ...changes,
  };
}

const describeTrials = (
  trials: readonly Trial[],
  { requested = 3, aborted = false }: { readonly requested?: number | null; readonly aborted?: boolean } = {},
) => {
  const own = { ...settings, trials: requested };
  return describeSearch(trials, { command: 'tune', recipe, settings: own, study, aborted });
};

it('is complete once as many trials have ended as were asked for, or all of a grid', () => {
  const two = [trial(0, {}), trial(1, { state: 'failed', value: null, error: 'NaN' })];
  expect(describeTrials(two).status).toBe('interrupted');
  expect(describeTrials([...two, trial(2, { state: 'pruned', value: null })]).status).toBe('complete');
  expect(describeTrials([...two, trial(2, { state: 'running', value: null })]).status).toBe('interrupted');
  expect(describeTrials(two, { requested: null }).status).toBe('complete');
  expect(describeTrials(two, { requested: null, aborted: true }).status).toBe('interrupted');
});

it('names the trial of the highest value, the earlier one of equals, and says what a value is', () => {
  const trials = [trial(0, { value: 0 }), trial(1, { value: 0.75 }), trial(2, { value: 0.75 })];
  const { best, objective } = describeTrials(trials);
  expect(best).toBe(1);
  expect(objective).toBe(
    'macro F1 on the validation split, the mean of the last 3 epochs and of 2 trainings',
  );
  expect(describeTrials([trial(0, { value: 0 })]).best).toBe(0);
  expect(describeTrials([trial(0, { state: 'pruned', value: null })]).best).toBeNull();
});

it('says how much each key matters once enough trials are complete', () => {
  const trials = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((value, number) => trial(number, { value }));
  expect(describeTrials(trials.slice(0, 3)).importance).toBeNull();
  const [first, ...others] = describeTrials(trials).importance!;
  expect(first!.key).toBe('learningRate');
  expect(first!.share).toBeGreaterThan(0.9);
  expect(others).toEqual([]);
});

it('writes the best as a recipe that says what it was chosen from', async () => {
  const folder = join(scratch, 'found');
  const search = describeTrials([trial(0, {}), trial(1, { value: 0.75 }), trial(2, {})]);
  const tuned = await writeSearch(folder, { search, recipe, study: 'abcdef0123456789' });
  expect((await readdir(folder)).sort()).toEqual(['recipes.json', 'trials.csv', 'tune.html', 'tune.json']);
  expect(tuned).toEqual({
    ...recipe,
    learningRate: 0.002,
    tuned: { trials: 3, split: 'validation', value: 0.75, study: 'abcdef0123456789' },
  });
  const read: unknown = JSON.parse(await readFile(join(folder, 'recipes.json'), 'utf8'));
  expect(parseRecipes(read, { source: 'recipes.json' })).toEqual([tuned]);
});

it('writes no recipe if no trial is complete', async () => {
  const folder = join(scratch, 'nothing');
  const search = describeTrials([trial(0, { state: 'failed', value: null, error: 'NaN' })]);
  expect(await writeSearch(folder, { search, recipe, study: 'abcdef0123456789' })).toBeNull();
  expect((await readdir(folder)).sort()).toEqual(['trials.csv', 'tune.html', 'tune.json']);
});
