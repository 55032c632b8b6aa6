import { describe, expect, it } from 'vitest';
import { selectMultiLabel, selectSingleLabel, singleCellClasses } from '../../src/index.js';
import { makeSample } from '../support/make-sample.js';

const samples = [
  makeSample('a', { labels: [25, 0] }),
  makeSample('b', { labels: [0] }),
  makeSample('c', { labels: [8, 9, 25] }),
  makeSample('d', { labels: [5] }),
  makeSample('e', { labels: [] }),
];

const labelsOf = (options: Parameters<typeof selectMultiLabel>[1]) =>
  selectMultiLabel(samples, options).map(({ id, labels }) => [id, labels]);

describe('selectMultiLabel', () => {
  it('gives class indices, ascending, and leaves out samples of no class', () => {
    expect(labelsOf({ classes: [0, 25] })).toEqual([
      ['a', [0, 1]],
      ['b', [0]],
      ['c', [1]],
    ]);
  });

  it('merges labels into one class, which a sample has once', () => {
    expect(labelsOf({ classes: [25, [8, 9, 10]] })).toEqual([
      ['a', [0]],
      ['c', [0, 1]],
    ]);
  });

  it('leaves out samples with other labels where told to', () => {
    expect(labelsOf({ classes: [0, 25], otherLabels: 'exclude-sample' })).toEqual([
      ['a', [0, 1]],
      ['b', [0]],
    ]);
  });

  it('keeps samples of no class where told to', () => {
    const kept = labelsOf({ classes: [0], unlabelled: 'keep' });
    expect(kept).toEqual([
      ['a', [0]],
      ['b', [0]],
      ['c', []],
      ['d', []],
      ['e', []],
    ]);
  });

  it('knows the labels of another data set', () => {
    expect(labelsOf({ classes: [8], known: singleCellClasses })).toEqual([['c', [0]]]);
    expect(() => labelsOf({ classes: [25], known: singleCellClasses })).toThrow(
      /label id must be one of 0, 1, .*, 18; received 25/,
    );
  });

  it.each([
    [[], /at least one label id; received none/],
    [[[]], /class 0 must name at least one label id/],
    [[0, [1, 0]], /received 0 \(Nucleoplasm\) twice in \[0,\[1,0\]\]/],
    [[28], /received 28/],
  ])('refuses the classes %j', (classes, message) => {
    expect(() => selectMultiLabel(samples, { classes })).toThrow(message);
  });
});

describe('selectSingleLabel with merged classes', () => {
  it('takes any of them, and no sample with two', () => {
    const merged = selectSingleLabel(samples, {
      classes: [
        [5, 0],
        [8, 9],
      ],
    });
    expect(merged.map(({ id, labels }) => [id, labels])).toEqual([
      ['b', [0]],
      ['d', [0]],
    ]);
  });
});
