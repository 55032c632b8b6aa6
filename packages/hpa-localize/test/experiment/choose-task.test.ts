import type { Sample } from '@hpa/data';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/dataset/open-dataset.js';
import { chooseTask } from '../../src/experiment/choose-task.js';
import { splitDataset } from '../../src/experiment/split-dataset.js';
import { identifyStudy } from '../../src/experiment/study-identity.js';
import { trainModel } from '../../src/experiment/train-model.js';

const classes = ['ring', 'spot', 'both'].map((name, index) => ({ id: 10 + index, name }));
const samplesOf = (labels: readonly (readonly number[])[]): Sample[] =>
  labels.map((own, index) => ({
    id: String(index),
    labels: own,
    channels: { microtubules: 'r', protein: 'g', nucleus: 'b' },
  }));
const choose = (labels: readonly (readonly number[])[], task: Parameters<typeof chooseTask>[1]['task']) =>
  chooseTask({ samples: samplesOf(labels), classes }, { task, protocol: 'honest', classes: [10, 11] });

describe('chooseTask', () => {
  it('takes several labels in any row with one of the classes for multi-label, and says how many', () => {
    expect(choose([[0], [1], [0, 2], [2]], 'auto')).toEqual({
      task: 'multi-label',
      reason: '1 of 3 rows with one of the classes have several labels',
    });
    expect(choose([[0], [1], [2], []], 'auto')).toEqual({
      task: 'single-label',
      reason: 'no row with one of the classes has several labels',
    });
  });

  it('takes what is asked for', () => {
    expect(choose([[0], [0, 1]], 'single-label').task).toBe('single-label');
    expect(choose([[0], []], 'multi-label').task).toBe('multi-label');
  });

  it('refuses several labels where each row has exactly one', () => {
    expect(() => choose([[0], [1]], 'multi-label')).toThrow(
      'task multi-label needs rows with several labels, or with none of the classes; each of 2 rows has exactly one label: use single-label',
    );
  });

  it('knows single-label alone under the protocol of the notebook', () => {
    const data = { samples: samplesOf([[0, 1]]), classes };
    const options = { protocol: 'notebook', classes: [10, 11] } as const;
    expect(chooseTask(data, { task: 'auto', ...options }).task).toBe('single-label');
    expect(() => chooseTask(data, { task: 'multi-label', ...options })).toThrow(
      'the protocol notebook repeats a study of one label a sample; received the task multi-label',
    );
  });
});

describe('splitDataset on cells with one to three locations', () => {
  const open = () =>
    openDataset('synthetic', { classes: [1, 2, 14, 21], count: 60, size: 32, locationsPerCell: [2, 2, 1] });

  it('keeps every row, those with none of the classes as rows without labels', async () => {
    const dataset = await open();
    const study = await splitDataset(dataset, { seed: 1, classes: [2, 14] });
    expect(study.task).toBe('multi-label');
    expect(study.taskReason).toMatch(/^\d+ of \d+ rows with one of the classes have several labels$/);
    const samples = Object.values(study.splits).flat() as Sample[];
    expect(samples).toHaveLength(60);
    expect(samples.some(({ labels }) => labels.length === 0)).toBe(true);
    expect(samples.some(({ labels }) => labels.join() === '0,1')).toBe(true);
    for (const { id, labels } of samples) {
      const before = dataset.samples.find((sample) => sample.id === id)!;
      const ids = before.labels.map((label) => dataset.classes[label]!.id);
      expect(labels.map((label) => study.classes[label]!.id)).toEqual(
        [2, 14].filter((each) => ids.includes(each)),
      );
    }
    expect(identifyStudy(study).samples.find(({ labels }) => labels.length === 2)!.labels).toEqual([2, 14]);
    await dataset.close();
  });

  it('leaves out rows with several labels if one a sample is asked for, and counts them', async () => {
    const dataset = await open();
    const several = dataset.samples.filter(({ labels }) => labels.length > 1).length;
    const study = await splitDataset(dataset, { task: 'single-label', seed: 1 });
    expect(study.leftOut).toEqual([{ reason: 'with several labels', rows: several }]);
    await dataset.close();
  });

  it('refuses names that hold what separates several of them in tables', async () => {
    const dataset = await open();
    const renamed = dataset.classes.map((label) => ({ ...label, name: label.name.replace(' ', '|') }));
    await expect(splitDataset({ ...dataset, classes: renamed }, { seed: 1 })).rejects.toThrow(
      'names of classes must not hold "|", which separates several locations in tables; received "Nuclear|membrane"',
    );
    await dataset.close();
  });
});

describe('trainModel', () => {
  const options = { folder: 'unwritten', epochs: 1, batchSize: 8, seed: 1 };

  it('refuses a recipe of another task', async () => {
    const dataset = await openDataset('synthetic', {
      classes: [2, 21],
      count: 30,
      size: 32,
      locationsPerCell: [1, 1],
    });
    const single = await splitDataset(dataset, { task: 'single-label', seed: 1 });
    await expect(trainModel('gapnet-pl-published', { study: single, ...options })).rejects.toThrow(
      'model gapnet-pl-published is for the task multi-label; the study is single-label',
    );
    await dataset.close();
  });
});
