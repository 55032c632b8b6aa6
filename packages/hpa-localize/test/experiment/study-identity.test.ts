import { expect, it } from 'vitest';
import { describeChanges, identifyStudy } from '../../src/experiment/study-identity.js';

const channels = { microtubules: 'r', protein: 'g', nucleus: 'b', er: 'y' };
const classes = [
  { id: 25, name: 'Cytosol' },
  { id: 13, name: 'Focal adhesion sites' },
];
const sample = (id: string, label: number, group: string) => ({ id, labels: [label], group, channels });
const [a, b, c] = [sample('a', 0, 'x'), sample('b', 1, 'x'), sample('c', 1, 'y')];
const contents = new Map([
  ['a', 'pixels of a'],
  ['b', 'pixels of b'],
  ['c', 'pixels of c'],
]);
const study = { splits: { train: [a, b], validation: [c], test: [] }, classes, contents };

it('tells a study by its samples, whatever their order', () => {
  const one = identifyStudy(study);
  const other = identifyStudy({ ...study, splits: { train: [b, a], validation: [c], test: [] } });
  expect(other).toEqual(one);
  expect(one.samples).toEqual([
    { id: 'a', group: 'x', labels: [25], splits: ['train'], pixels: 'pixels of a' },
    { id: 'b', group: 'x', labels: [13], splits: ['train'], pixels: 'pixels of b' },
    { id: 'c', group: 'y', labels: [13], splits: ['validation'], pixels: 'pixels of c' },
  ]);
});

it('counts how often a split holds a sample, as drawing with replacement has it', () => {
  const twice = identifyStudy({ ...study, splits: { train: [a, a, b], validation: [c], test: [a] } });
  expect(twice.samples[0]!.splits).toEqual(['train', 'train', 'test']);
  expect(twice.data).toBe(identifyStudy(study).data);
  expect(twice.split).not.toBe(identifyStudy(study).split);
});

it('says what changed, with the ids of the first three', () => {
  const { samples, data, split } = identifyStudy(study);
  const splits = { train: [sample('a', 1, 'z'), b], validation: [], test: [sample('d', 0, 'y')] };
  const changed = identifyStudy({
    splits,
    classes,
    contents: new Map([...contents, ['b', 'other'], ['d', 'new']]),
  });
  expect(changed.data).not.toBe(data);
  expect(changed.split).not.toBe(split);
  expect(describeChanges(samples, { now: changed.samples })).toEqual([
    '1 cell is gone: c',
    '1 cell is new: d',
    'the pixels of 1 of 2 cells changed: b',
    'the labels of 1 of 2 cells changed: a',
    'the groups of 1 of 2 cells changed: a',
  ]);
  expect(describeChanges(samples, { now: samples })).toEqual([]);
});
