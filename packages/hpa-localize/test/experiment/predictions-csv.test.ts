import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  readPredictions,
  readPredictionsOf,
  type SplitPredictions,
  writePredictions,
} from '../../src/experiment/predictions-csv.js';

const classes = ['Nucleoli', '-spot, small', 'Cytosol'].map((name) => ({ name }));
const several = {
  task: 'multi-label',
  ids: ['a', 'b', 'c'],
  labels: [[0, 1], [], [1]],
  scores: [
    [0.9, 0.3, 0.1],
    [0.1, 0.2, 0.3],
    [0.6, 0.25, 0.7],
  ],
  thresholds: [0.5, 0.25, 0.7],
} satisfies SplitPredictions;

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hpa-predictions-'));
  path = join(folder, 'predictions.csv');
});
afterAll(() => rm(folder, { recursive: true }));

it('several labels and what is predicted at or above the thresholds are names joined by |, none is empty', async () => {
  await writePredictions(path, { classes, splits: { test: several } });
  expect((await readFile(path, 'utf8')).trim().split('\n')).toEqual([
    'id,group,split,label,predicted,p_Nucleoli,"p_-spot, small",p_Cytosol',
    'a,,test,"Nucleoli|-spot, small","Nucleoli|-spot, small",0.9,0.3,0.1',
    'b,,test,,,0.1,0.2,0.3',
    `c,,test,"'-spot, small","Nucleoli|-spot, small|Cytosol",0.6,0.25,0.7`,
  ]);
  const { thresholds } = several;
  const options = { classes, split: 'test', task: 'multi-label', thresholds } as const;
  expect(await readPredictions(path, options)).toEqual(several);
});

it('the label and the most probable class of a single-label task are one name', async () => {
  const single = { task: 'single-label', ids: ['a'], labels: [2], scores: [[0.2, 0.7, 0.1]] } as const;
  await writePredictions(path, { classes, splits: { test: single } });
  expect((await readFile(path, 'utf8')).trim().split('\n')[1]).toBe(
    `a,,test,Cytosol,"'-spot, small",0.2,0.7,0.1`,
  );
  expect(await readPredictions(path, { classes, split: 'test' })).toEqual(single);
});

it('names of no class, and labels that are not those of the data, are refused with the file and the id', async () => {
  await writePredictions(path, { classes, splits: { test: several } });
  const options = { path, classes, split: 'test', task: 'multi-label' } as const;
  const samples = several.ids.map((id, row) => ({ id, labels: several.labels[row]!, channels: {} as never }));
  const reversed = await readPredictionsOf([...samples].reverse(), options);
  expect(reversed).toMatchObject({
    ids: ['c', 'b', 'a'],
    labels: [[1], [], [0, 1]],
    thresholds: [0.5, 0.5, 0.5],
  });
  const other = samples.map((sample) => (sample.id === 'b' ? { ...sample, labels: [2] } : sample));
  await expect(readPredictionsOf(other, options)).rejects.toThrow(
    `${path}: the labels of b are not those that it has in the data`,
  );
  await writeFile(path, (await readFile(path, 'utf8')).replace('"Nucleoli|-spot', '"Nuclei|-spot'));
  await expect(readPredictions(path, options)).rejects.toThrow(
    `${path}: the row of a must give classes and probabilities in [0, 1]`,
  );
});
