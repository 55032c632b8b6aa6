import { describe, expect, it } from 'vitest';
import { LOCATIONS, selectMultiLabel, selectSingleLabel } from '../../src/index.js';
import { SINGLE_CELL_CLASSES } from '../../src/labels/single-cell-classes.js';
import { makeSample } from '../support/make-sample.js';

const samples = [
  makeSample('a', { labels: [25, 0] }),
  makeSample('b', { labels: [0] }),
  makeSample('c', { labels: [8, 9, 25] }),
  makeSample('d', { labels: [5] }),
  makeSample('e', { labels: [] }),
];
const dataset = { samples, classes: LOCATIONS };

const labelsOf = (options: Parameters<typeof selectMultiLabel>[1]) =>
  selectMultiLabel(dataset, options).samples.map(({ id, labels }) => [id, labels]);

describe('selectMultiLabel', () => {
  it('gives ascending class indices, and leaves out samples of no class', () => {
    expect(labelsOf({ classes: [0, 25] })).toEqual([
      ['a', [0, 1]],
      ['b', [0]],
      ['c', [1]],
    ]);
  });

  it('merges several classes into one, which a sample has once', () => {
    expect(labelsOf({ classes: [25, [8, 9, 10]] })).toEqual([
      ['a', [0]],
      ['c', [0, 1]],
    ]);
    expect(selectMultiLabel(dataset, { classes: [25, [8, 9, 10]] }).classes).toEqual([
      { id: 25, name: 'Cytosol' },
      { id: 8, name: 'Peroxisomes + Endosomes + Lysosomes' },
    ]);
  });

  it('leaves out samples with other labels if told to', () => {
    expect(labelsOf({ classes: [0, 25], otherLabels: 'exclude-sample' })).toEqual([
      ['a', [0, 1]],
      ['b', [0]],
    ]);
  });

  it('keeps samples of no class if told to', () => {
    const kept = labelsOf({ classes: [0], unlabeled: 'keep' });
    expect(kept).toEqual([
      ['a', [0]],
      ['b', [0]],
      ['c', []],
      ['d', []],
      ['e', []],
    ]);
  });

  it('counts what it leaves out, by reason', () => {
    const leftOut = (options: Parameters<typeof selectMultiLabel>[1]) =>
      selectMultiLabel(dataset, options).leftOut;
    expect(leftOut({ classes: [0, 25] })).toEqual([
      { reason: 'of other classes', rows: 1 },
      { reason: 'without a label', rows: 1 },
    ]);
    expect(leftOut({ classes: [0, 25], otherLabels: 'exclude-sample' })).toEqual([
      { reason: 'with other classes too', rows: 1 },
      { reason: 'of other classes', rows: 1 },
      { reason: 'without a label', rows: 1 },
    ]);
    expect(leftOut({ classes: [0, 25], unlabeled: 'keep' })).toEqual([]);
    expect(leftOut({ classes: [0, 25], otherLabels: 'exclude-sample', unlabeled: 'keep' })).toEqual([
      { reason: 'with other classes too', rows: 1 },
      { reason: 'of other classes', rows: 1 },
    ]);
  });

  it('takes ids from the classes of the dataset, and labels as positions among them', () => {
    const select = (id: number) =>
      selectMultiLabel({ samples, classes: SINGLE_CELL_CLASSES }, { classes: [id] }).samples;
    expect(select(8).map(({ id, labels }) => [id, labels])).toEqual([['c', [0]]]);
    expect(() => select(25)).toThrow(/class id must be one of 0, 1, .*, 18; received 25/);

    const backwards = { samples: [makeSample('x', { labels: [1] })], classes: [...LOCATIONS].reverse() };
    expect(selectMultiLabel(backwards, { classes: [27, 26] }).samples[0]!.labels).toEqual([1]);
  });

  it('selects again from what it has selected', () => {
    const once = selectMultiLabel(dataset, { classes: [25, 8, 0] });
    const twice = selectMultiLabel(once, { classes: [0, 25] });
    const direct = selectMultiLabel(dataset, { classes: [0, 25] });
    expect(twice.samples).toEqual(direct.samples);
    expect(twice.classes).toEqual(direct.classes);
  });

  it.each([
    [[], /at least one class id; received none/],
    [[[]], /class 0 must name at least one class id/],
    [[0, [1, 0]], /received 0 \(Nucleoplasm\) twice in \[0,\[1,0\]\]/],
    [[28], /received 28/],
  ])('refuses the classes %j', (classes, message) => {
    expect(() => selectMultiLabel(dataset, { classes })).toThrow(message);
  });
});

describe('selectSingleLabel with merged classes', () => {
  it('takes any of them, and no sample with two', () => {
    const merged = selectSingleLabel(dataset, {
      classes: [
        [5, 0],
        [8, 9],
      ],
    });
    expect(merged.samples.map(({ id, labels }) => [id, labels])).toEqual([
      ['b', [0]],
      ['d', [0]],
    ]);
  });
});
