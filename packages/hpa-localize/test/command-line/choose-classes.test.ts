import { LOCATIONS, type Sample } from '@hpa/data';
import { describe, expect, it } from 'vitest';
import { chooseClasses, defaultClasses, occurringClasses } from '../../src/command-line/choose-classes.js';

const named = (names: readonly string[]) => names.map((name, id) => ({ id, name }));
const samplesOf = (labels: readonly (readonly number[])[]): Sample[] =>
  labels.map((own, index) => ({
    id: String(index),
    labels: own,
    channels: { microtubules: 'r', protein: 'g', nucleus: 'b' },
  }));

describe('chooseClasses', () => {
  it.each([
    [
      ['25', '0'],
      [25, 0],
    ],
    [
      ['Cytosol', 'Rods & rings'],
      [25, 27],
    ],
    [
      ['cytosol', '0'],
      [25, 0],
    ],
  ])('finds %s among the locations of Kaggle', (words, ids) => {
    expect(chooseClasses(words, LOCATIONS)).toEqual(ids);
  });

  it('takes a name before an id, and a name as it is written before one in another case', () => {
    const known = named(['2', '0', 'ring', 'Ring']);
    expect(chooseClasses(['2', '0'], known)).toEqual([0, 1]);
    expect(chooseClasses(['Ring', 'ring'], known)).toEqual([3, 2]);
    expect(() => chooseClasses(['RING', '2'], known)).toThrow(
      '--classes RING,2: RING may be 2 ring, 3 Ring; give the name as it is written, or the id',
    );
  });

  it('joins the words of a name that holds a comma', () => {
    expect(chooseClasses(['Rods', 'rings', 'spot'], named(['Rods, rings', 'spot']))).toEqual([0, 1]);
  });

  it('names the nearest of a name that is no class, and all that there are', () => {
    expect(() => chooseClasses(['Cytosoll', 'spot'], named(['spot', 'Cytosol', 'ring', 'ER']))).toThrow(
      '--classes Cytosoll,spot: there is no class Cytosoll, the nearest are Cytosol, spot, ring; there are 0 spot, 1 Cytosol, 2 ring, 3 ER',
    );
    expect(() => chooseClasses(['7', 'spot'], named(['spot', 'ring']))).toThrow(
      '--classes 7,spot: there is no class 7; there are 0 spot, 1 ring',
    );
  });

  it('refuses one class, and one asked for twice', () => {
    const known = named(['spot', 'ring']);
    expect(() => chooseClasses(['spot'], known)).toThrow(
      '--classes spot: there must be at least two classes',
    );
    expect(() => chooseClasses(['spot', '0'], known)).toThrow('class 0 spot is asked for twice');
  });
});

describe('defaultClasses', () => {
  const provenance = 'cells';
  const [single, auto] = [{ task: 'single-label' }, { task: 'auto' }] as const;

  it('are all of a dataset with names of its own that a sample has, alone where it may have one', () => {
    const classes = named(['ring', 'spot', 'both']);
    const samples = samplesOf([[0], [1], [0, 2]]);
    expect(defaultClasses({ provenance, classes, samples }, single)).toEqual([0, 1]);
    expect(defaultClasses({ provenance, classes, samples }, auto)).toEqual([0, 1, 2]);
    const one = { provenance, classes, samples: samplesOf([[1], [0, 1]]) };
    expect(() => defaultClasses(one, single)).toThrow(
      'cells: a study needs at least two classes with samples of one label; found 1 spot',
    );
    expect(() => defaultClasses({ ...one, samples: samplesOf([[1]]) }, auto)).toThrow(
      'cells: a study needs at least two classes with samples; found 1 spot',
    );
  });

  it('are those of the notebook among the locations of Kaggle, or all that occur if one of the four does not', () => {
    const all = samplesOf([[13], [18], [25], [26], [0]]);
    const choices = { provenance, classes: LOCATIONS };
    expect(defaultClasses({ ...choices, samples: all }, auto)).toEqual([13, 18, 25, 26]);
    expect(defaultClasses({ ...choices, samples: all.slice(2) }, auto)).toEqual([0, 25, 26]);
  });
});

it('occurringClasses are all with a sample, those of the notebook or not', () => {
  const samples = samplesOf([[13], [18, 27], [25], [26]]);
  const choices = { provenance: 'cells', classes: LOCATIONS, samples };
  expect(occurringClasses(choices, { task: 'auto' })).toEqual([13, 18, 25, 26, 27]);
  expect(occurringClasses(choices, { task: 'single-label' })).toEqual([13, 25, 26]);
});
