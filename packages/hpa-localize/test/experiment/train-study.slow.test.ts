import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../../src/dataset/open-dataset.js';
import { compareModels } from '../../src/experiment/compare-models.js';
import { findResumable } from '../../src/experiment/find-resumable.js';
import { readPredictions, writePredictions } from '../../src/experiment/predictions-csv.js';
import { type SplitDataset, splitDataset } from '../../src/experiment/split-dataset.js';
import { trainStudy } from '../../src/experiment/train-study.js';
import type { Recipe } from '../../src/recipes/recipe-schema.js';
import { RECIPES } from '../../src/recipes/recipes.js';

let scratch: string;
let study: SplitDataset;
let backend: Awaited<ReturnType<typeof startBackend>>;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-train-study-'));
  backend = await startBackend('wasm');
  study = await splitDataset(await openDataset('synthetic', { count: 24, size: 32, classes: [14, 21] }), {
    seed: 1,
  });
});
afterAll(async () => {
  backend.dispose();
  await rm(scratch, { recursive: true, force: true });
});

const GOOD: Recipe = { ...RECIPES['gapnet-pl']!, epochs: 2, batchSize: 4 };
/** A recipe whose weights are infinite after some steps. */
const DIVERGING: Recipe = { ...GOOD, name: 'diverging', title: 'Diverging', learningRate: 1e30 };
const LAST: Recipe = { ...GOOD, name: 'last', title: 'Last' };

function train(folder: string, recipes: readonly Recipe[], { resume = false } = {}) {
  const sizes = { study, seed: 1, weights: new Map() };
  const said: string[] = [];
  const quiet = { batch: () => {}, epoch: () => {}, end: () => {}, say: (line: string) => said.push(line) };
  const ended = resume ? findResumable(folder, { ...sizes, recipes }) : new Map();
  return Promise.resolve(ended).then(async (known) => ({
    said,
    report: await trainStudy(recipes, {
      ...sizes,
      folder,
      backend,
      baselines: [],
      command: 'none',
      ended: known,
      resume,
      signal: new AbortController().signal,
      say: (line) => said.push(line),
      startProgress: () => quiet,
    }),
  }));
}

it('records a model whose numbers do not stay finite as failed, and goes on with the others', async () => {
  const folder = join(scratch, 'diverging');
  const recipes = [GOOD, DIVERGING, LAST];
  const { report, said } = await train(folder, recipes);
  expect(report.models.map(({ name, status }) => [name, status])).toEqual([
    ['gapnet-pl', 'complete'],
    ['diverging', 'failed'],
    ['last', 'complete'],
  ]);
  expect(report.status).toBe('complete');
  expect(report.models[1]!.failure).toMatch(/must be finite; received/);
  expect(said).toContainEqual(expect.stringMatching(/^diverging: failed: .*finite/));
  expect(report.comparisons.map(({ a, b }) => [a, b])).toEqual([
    ['gapnet-pl', 'last'],
    ['gapnet-pl', 'last'],
  ]);
  expect(await readFile(join(folder, 'report.md'), 'utf8')).toContain('Diverging failed');
  expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('Diverging (failed)');
  expect(await readdir(join(folder, 'diverging'))).not.toContain('model');
  const place = JSON.parse(await readFile(join(folder, 'diverging', 'diverged', 'diverged.json'), 'utf8'));
  expect(report.models[1]!.failure).toBe(place.message);

  const again = await train(folder, recipes, { resume: true });
  expect(again.said[0]).toBe('gapnet-pl: already complete');
  expect(again.said[1]).toMatch(/^diverging: has failed: .*; remove .*diverging to train it again$/);
  expect(again.report.models).toEqual(report.models);
});

it('keeps what has ended if a later model ends in an error', async () => {
  const folder = join(scratch, 'error');
  const broken: Recipe = { ...LAST, initialWeights: join(scratch, 'absent.h5') };
  await expect(train(folder, [GOOD, broken])).rejects.toThrow('absent.h5: no such file');
  const { said, report } = await train(folder, [GOOD, LAST], { resume: true });
  expect(said[0]).toBe('gapnet-pl: already complete');
  expect(report.status).toBe('complete');
});

it('pairs models by the ids of samples, whatever the order of their rows, and refuses other samples', async () => {
  const folder = join(scratch, 'paired');
  const { report } = await train(folder, [GOOD, LAST]);
  const path = join(folder, 'last', 'predictions.csv');
  const [header, ...rows] = (await readFile(path, 'utf8')).trim().split('\n');
  await writeFile(path, `${[header, ...rows.reverse()].join('\n')}\n`);
  expect(await compareModels(report.models, { folder, study, seed: 1 })).toEqual(report.comparisons);

  const { classes } = study;
  const test = await readPredictions(path, { classes, split: 'test' });
  const short = { ...test, ids: test.ids.slice(1) };
  await writePredictions(path, { classes, splits: { test: short } });
  await expect(compareModels(report.models, { folder, study, seed: 1 })).rejects.toThrow(
    `${path} must hold the ${test.ids.length} cells of the test split; it lacks 1, ${test.ids[0]}`,
  );
  const renamed = { ...test, ids: ['stranger', ...test.ids.slice(1)] };
  await writePredictions(path, { classes, splits: { test: renamed } });
  await expect(compareModels(report.models, { folder, study, seed: 1 })).rejects.toThrow(
    `it lacks 1, ${test.ids[0]} it has besides 1, stranger`,
  );
  if (test.task !== 'single-label') {
    throw new Error('one label a sample was written');
  }
  const relabeled = { ...test, labels: test.labels.map((label) => 1 - label) };
  await writePredictions(path, { classes, splits: { test: relabeled } });
  await expect(compareModels(report.models, { folder, study, seed: 1 })).rejects.toThrow(
    'is not the one that it has in the data',
  );
});
