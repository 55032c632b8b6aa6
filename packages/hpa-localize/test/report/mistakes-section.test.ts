import { evaluate } from '@hpa/metrics';
import { describe, expect, it } from 'vitest';
import { mistakesSection } from '../../src/report/sections/mistakes-section.js';
import { multiLabelFixture } from './multi-label-fixture.js';
import { reportFixture } from './report-fixture.js';

const classes = [
  { id: 0, name: 'Nucleoplasm' },
  { id: 25, name: 'Cytosol' },
  { id: 23, name: 'Mitochondria' },
];

/**
 * | true                  | predicted    |
 * | --------------------- | ------------ |
 * | Nucleoplasm, Cytosol  | Nucleoplasm  | Cytosol is missed beside Nucleoplasm
 * | Nucleoplasm, Cytosol  | Nucleoplasm, Cytosol |
 * | Cytosol               | Mitochondria | Cytosol is missed, and Mitochondria predicted instead
 * | Cytosol               | Mitochondria | the same
 * | none                  | none         |
 */
const labels = [[0, 1], [0, 1], [1], [1], []];
const scores = [
  [0.9, 0.1, 0.1],
  [0.9, 0.9, 0.1],
  [0.1, 0.1, 0.9],
  [0.1, 0.2, 0.8],
  [0.1, 0.1, 0.1],
];
const test = evaluate({ task: 'multi-label', labels, scores }, { classes, seed: 1 });
const { report } = multiLabelFixture({ classes: classes.map(({ name }) => name), testCells: 30 });
const model = { ...report.models[0]!, test };
const section = mistakesSection({ ...report, dataset: { ...report.dataset, classes }, models: [model] });
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('the section of missed and mistaken locations', () => {
  it('says of each location how often it is missed, what is predicted instead, and beside what', () => {
    const [table] = section.blocks.flatMap((block) => (block.kind === 'table' ? [block.table] : []));
    expect(table!.rows.map((row) => row.map(plain))).toEqual([
      ['Nucleoplasm', '0 of 2, 0 %', '', ''],
      ['Cytosol', '3 of 4, 75 %', 'Mitochondria (2)', 'Nucleoplasm (1 of 2)'],
      ['Mitochondria', 'no test cell', '', ''],
    ]);
  });

  it('maps what is predicted instead, the largest share darkest, and what occurs together', () => {
    const maps = section.blocks.flatMap((block) => (block.kind === 'heat-map' ? [block.heatMap] : []));
    const [instead, together] = maps;
    expect(instead!.counts).toEqual([
      [0, 0, 0],
      [0, 0, 2],
      [0, 0, 0],
    ]);
    expect(instead!.darkest).toBe(0.5);
    expect(plain(instead!.remark)).toBe('Mistaken most often: Cytosol for Mitochondria (in 2 of 4 cells).');
    expect(together!.counts).toEqual([
      [2, 2, 0],
      [2, 4, 0],
      [0, 0, 0],
    ]);
    expect(together!.remark).toBe('Most often together: Nucleoplasm and Cytosol (2 cells).');
  });

  it('is empty for one location per cell', () => {
    expect(mistakesSection(reportFixture()).blocks).toEqual([]);
  });
});
