import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compareWithBaselines } from '../../src/experiment/compare-with-baselines.js';
import { writePredictions } from '../../src/experiment/predictions-csv.js';
import type { SplitDataset } from '../../src/experiment/split-dataset.js';
import { reportFixture } from '../report/report-fixture.js';

it('pairs the answers of a baseline with those of a model by id, and gives the difference with its interval', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hpa-baselines-'));
  const classes = [
    { id: 0, name: 'Nucleus' },
    { id: 25, name: 'Cytosol' },
  ];
  const ids = Array.from({ length: 20 }, (_, i) => `s${i}`);
  const labels = ids.map((_, i) => i % 2);
  const right = labels.map((label) => [0, 1].map((c) => Number(c === label)));
  // The model is right everywhere; its file lists the samples from the last to the first.
  const [model] = reportFixture().models;
  const test = {
    task: 'single-label',
    ids: [...ids].reverse(),
    labels: [...labels].reverse(),
    scores: [...right].reverse(),
  } as const;
  await writePredictions(join(folder, model!.name, 'predictions.csv'), { classes, splits: { test } });
  const study = {
    task: 'single-label',
    classes,
    splits: { train: [], validation: [], test: ids.map((id, i) => ({ id, labels: [labels[i]!] })) },
  } as unknown as SplitDataset;
  const scores = { description: 'A baseline.', test: { accuracy: 0.5, macroF1: 1 / 3 } };
  const baselines = [
    { name: 'constant', ...scores, answers: new Map(ids.map((id) => [id, [0]])) },
    { name: 'as good', ...scores, answers: new Map(ids.map((id, i) => [id, [labels[i]!]])) },
    { name: 'from elsewhere', ...scores },
  ];
  const compared = await compareWithBaselines(baselines, { models: [model!], folder, study, seed: 1 });
  // Always Nucleus: F1 is 2 * 10 / 30 for it and 0 for Cytosol, a mean of 1/3; the model has 1.
  const [constant, equal, elsewhere] = compared;
  expect(constant!.differences![0]).toMatchObject({
    model: model!.name,
    difference: expect.closeTo(2 / 3, 10),
  });
  const [low, high] = constant!.differences![0]!.interval!;
  expect(low).toBeGreaterThan(0.4);
  expect(high).toBeLessThan(0.9);
  expect(equal!.differences).toEqual([{ model: model!.name, difference: 0, interval: [0, 0], pValue: 1 }]);
  expect(elsewhere).toEqual(baselines[2]);
  expect(Object.keys(constant!)).not.toContain('answers');
  await rm(folder, { recursive: true });
});
