import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBackend } from '@hpa/backend';
import { accuracy, evaluate, macroF1 } from '@hpa/metrics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../../src/dataset/open-dataset.js';
import { findResumable } from '../../src/experiment/find-resumable.js';
import { measureBaselines } from '../../src/experiment/measure-baselines.js';
import { readPredictions } from '../../src/experiment/predictions-csv.js';
import { type SplitDataset, splitDataset } from '../../src/experiment/split-dataset.js';
import { trainStudy } from '../../src/experiment/train-study.js';
import { RECIPES } from '../../src/recipes/recipes.js';
import { parseReport } from '../../src/report/schema/parse-report.js';
import type { Report } from '../../src/report/schema/report-schema.js';
import { trainingFolder } from '../../src/report/schema/training-folder.js';

let scratch: string;
let dataset: Awaited<ReturnType<typeof openDataset>>;
let study: SplitDataset;
let folded: SplitDataset;
let backend: Awaited<ReturnType<typeof startBackend>>;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-repeats-'));
  backend = await startBackend('wasm');
  dataset = await openDataset('synthetic', { count: 36, size: 32, classes: [14, 21] });
  study = await splitDataset(dataset, { seed: 1 });
  folded = await splitDataset(dataset, { seed: 1, folds: 3 });
});
afterAll(async () => {
  backend.dispose();
  await dataset.close();
  await rm(scratch, { recursive: true, force: true });
});

const SHORT = { ...RECIPES['gapnet-pl']!, epochs: 2, batchSize: 8 };
const MODELS = [SHORT, { ...SHORT, name: 'other', title: 'Other', learningRate: 0.01 }];

/** Trains the two models on a study; stops after a number of lines that say what a training reached, if there is one. */
async function train(
  folder: string,
  {
    of,
    repeats,
    resume = false,
    stopAfter = Number.POSITIVE_INFINITY,
    baselines = [],
  }: {
    of: SplitDataset;
    repeats: number;
    resume?: boolean;
    stopAfter?: number;
    baselines?: Awaited<ReturnType<typeof measureBaselines>>;
  },
): Promise<{ readonly said: readonly string[]; readonly report: Report }> {
  const sizes = { study: of, seed: 1, repeats, weights: new Map() };
  const said: string[] = [];
  const stop = new AbortController();
  const say = (line: string) => {
    said.push(line);
    if (said.filter((each) => each.includes(': test ')).length >= stopAfter) {
      stop.abort();
    }
  };
  const quiet = { batch: () => {}, epoch: () => {}, end: () => {}, say };
  const ended = resume ? await findResumable(folder, { ...sizes, recipes: MODELS }) : new Map();
  const report = await trainStudy(MODELS, {
    ...sizes,
    folder,
    backend,
    baselines,
    command: 'none',
    ended,
    resume,
    signal: stop.signal,
    say,
    startProgress: () => quiet,
  });
  return { said, report };
}

// HPA_PYTHON names a Python that has scikit-learn, where python3 has not.
const python = process.env.HPA_PYTHON ?? 'python3';
const lacksScikitLearn = spawnSync(python, ['-c', 'import scipy, sklearn']).status !== 0;
if (lacksScikitLearn) {
  console.warn(`skipped: ${python} has no scikit-learn, which recomputes the figures of a report`);
}

const testOf = (run: string, folder: string, { classes }: SplitDataset) =>
  readPredictions(join(run, folder, 'predictions.csv'), { classes, split: 'test' });

it('trains each model with several seeds on one split, and measures trainings, means and ensembles', async () => {
  const run = join(scratch, 'repeats');
  const { report, said } = await train(run, {
    of: study,
    repeats: 3,
    baselines: await measureBaselines(study),
  });
  expect(said.filter((line) => line.includes(': test ')).map((line) => line.split(':')[0])).toEqual(
    ['gapnet-pl', 'other'].flatMap((name) => [1, 2, 3].map((repeat) => `${name}, repeat ${repeat} of 3`)),
  );
  const { models, comparisons, ensemble, baselines } = report;
  expect(models.map(({ name, status, covers }) => [name, status, covers])).toEqual([
    ['gapnet-pl', 'complete', 'trainings-and-cells'],
    ['other', 'complete', 'trainings-and-cells'],
  ]);
  const seeds = models.map(({ trainings }) => trainings.map(({ seed }) => seed));
  expect(seeds[0]).toEqual(seeds[1]);
  expect(seeds[0]![0]).toBe(1);
  expect(new Set(seeds[0]).size).toBe(3);

  const averages: number[][][] = [];
  for (const { name, trainings, scores, test } of models) {
    const tests = await Promise.all(
      trainings.map((training) => testOf(run, trainingFolder(name, training), study)),
    );
    const values = tests.map((each) => macroF1(each));
    expect(trainings.map((training) => training.test?.macroF1)).toEqual(values);
    expect(scores!.macroF1.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 3, 12);
    expect([scores!.macroF1.minimum, scores!.macroF1.maximum]).toEqual([
      Math.min(...values),
      Math.max(...values),
    ]);
    const mean = tests[0]!.scores.map((row, at) =>
      row.map((_, column) => tests.reduce((sum, each) => sum + each.scores[at]![column]!, 0) / 3),
    );
    averages.push(mean);
    const { labels } = tests[0]! as { labels: readonly number[] };
    expect(test).toMatchObject({
      macroF1: macroF1({ labels, scores: mean }),
      accuracy: accuracy({ labels, scores: mean }),
    });
  }
  const { labels } = (await testOf(run, 'gapnet-pl/repeat-1', study)) as { labels: readonly number[] };
  const both = averages[0]!.map((row, at) => row.map((p, column) => (p + averages[1]![at]![column]!) / 2));
  expect(ensemble!.models).toEqual(['gapnet-pl', 'other']);
  expect(ensemble!.test.macroF1).toBe(
    evaluate({ labels, scores: both }, { classes: study.classes, seed: 1 }).macroF1,
  );

  const [difference] = comparisons;
  expect(difference).toMatchObject({ metric: 'macroF1', covers: 'trainings-and-cells' });
  expect(difference!.difference).toBeCloseTo(
    models[0]!.scores!.macroF1.mean - models[1]!.scores!.macroF1.mean,
    12,
  );
  expect(baselines[0]!.differences![0]!.difference).toBeCloseTo(
    models[0]!.scores!.macroF1.mean - baselines[0]!.test.macroF1,
    12,
  );
  expect(parseReport(JSON.parse(await readFile(join(run, 'report.json'), 'utf8')))).toEqual(report);
  expect(await readFile(join(run, 'report.md'), 'utf8')).toContain('ensemble of 3 repeats');
});

it('cross-validates, tests each cell once, and compares fold by fold', async () => {
  const run = join(scratch, 'folds');
  const { report } = await train(run, { of: folded, repeats: 1, baselines: await measureBaselines(folded) });
  const all = folded.folds!.flatMap(({ test }) => test.map(({ id }) => id));
  expect(new Set(all).size).toBe(36);
  expect(report.dataset).toMatchObject({ folds: 3, counts: { train: 36, validation: 36, test: 36 } });
  const tests = await Promise.all([1, 2, 3].map((fold) => testOf(run, `gapnet-pl/fold-${fold}`, folded)));
  expect(tests.flatMap(({ ids }) => [...ids]).sort()).toEqual([...all].sort());
  const [model, other] = report.models;
  expect(model!.test!.n).toBe(36);
  const pooled = {
    labels: tests.flatMap(({ labels }) => labels as readonly number[]),
    scores: tests.flatMap(({ scores }) => scores),
  };
  expect(model!.test!.macroF1).toBe(macroF1(pooled));
  const values = tests.map((each) => macroF1(each));
  expect(model!.scores!.macroF1.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 3, 12);
  expect(report.comparisons.map(({ test }) => test)).toEqual([
    'corrected resampled t',
    'corrected resampled t',
  ]);
  expect(report.comparisons[0]!.difference).toBeCloseTo(
    model!.scores!.macroF1.mean - other!.scores!.macroF1.mean,
    12,
  );
  const [baseline] = report.baselines;
  expect(baseline!.differences![0]!.difference).toBeCloseTo(
    model!.scores!.macroF1.mean - baseline!.test.macroF1,
    12,
  );
});

it.skipIf(lacksScikitLearn)(
  'whose figures scikit-learn finds in the predictions of the trainings, to 1e-9',
  () => {
    const script = fileURLToPath(new URL('../scikit-learn/recompute_report.py', import.meta.url));
    for (const run of ['repeats', 'folds']) {
      expect(execFileSync(python, [script, join(scratch, run)], { encoding: 'utf8' })).toMatch(
        /^\d{2,} figures agree to 1e-09\n$/,
      );
    }
  },
);

it('goes on after the training that it was stopped in, to the very report of a run that was not', async () => {
  const straight = await train(join(scratch, 'straight'), { of: folded, repeats: 2 });
  const run = join(scratch, 'stopped');
  const stopped = await train(run, { of: folded, repeats: 2, stopAfter: 4 });
  expect(stopped.report.status).toBe('interrupted');
  expect(stopped.report.models).toMatchObject([{ name: 'gapnet-pl', status: 'interrupted', test: null }]);
  expect(stopped.report.models[0]!.trainings).toHaveLength(4);
  expect(await readFile(join(run, 'report.md'), 'utf8')).toContain('No model was measured');
  const known = await readFile(join(run, 'gapnet-pl', 'repeat-1', 'fold-2', 'result.json'), 'utf8');

  const resumed = await train(run, { of: folded, repeats: 2, resume: true });
  expect(resumed.said.slice(0, 4)).toEqual([
    'gapnet-pl, repeat 1 of 2, fold 1 of 3: already complete',
    'gapnet-pl, repeat 1 of 2, fold 2 of 3: already complete',
    'gapnet-pl, repeat 1 of 2, fold 3 of 3: already complete',
    'gapnet-pl, repeat 2 of 2, fold 1 of 3: already complete',
  ]);
  expect(await readFile(join(run, 'gapnet-pl', 'repeat-1', 'fold-2', 'result.json'), 'utf8')).toBe(known);
  expect(timeless(resumed.report)).toEqual(timeless(straight.report));
  expect(existsSync(join(run, 'gapnet-pl', 'repeat-1', 'fold-1', 'checkpoint'))).toBe(false);
  expect((await readdir(join(run, 'gapnet-pl'))).sort()).toEqual(['repeat-1', 'repeat-2']);
});

it('refuses the result of one fold in the place of another', async () => {
  const run = join(scratch, 'swapped');
  await cp(join(scratch, 'folds'), run, { recursive: true });
  const [one, two] = [join(run, 'gapnet-pl', 'fold-1'), join(run, 'gapnet-pl', 'fold-2')];
  await rm(two, { recursive: true });
  await cp(one, two, { recursive: true });
  await expect(train(run, { of: folded, repeats: 1, resume: true })).rejects.toThrow(
    /fold-2.result\.json is of a run with split /,
  );
});

/** A report without what differs from run to run. */
function timeless({ createdAt: _, models, ...report }: Report): object {
  return {
    ...report,
    models: models.map(({ trainings, ...model }) => ({
      ...model,
      trainings: trainings.map(({ secondsPerEpoch: __, imagesPerSecond: ___, history, ...training }) => ({
        ...training,
        history: history.map(({ seconds: ____, ...epoch }) => epoch),
      })),
    })),
  };
}
