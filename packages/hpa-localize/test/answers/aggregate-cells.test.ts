import { expect, it } from 'vitest';
import { aggregateCells } from '../../src/answers/aggregate-cells.js';

const cells = (rows: Readonly<Record<string, readonly (readonly number[])[]>>) =>
  Object.entries(rows).flatMap(([name, all]) => all.map((probabilities) => ({ name, probabilities })));

it('puts cells with one location together: mean probabilities, and how many agree', () => {
  const field = [
    [0.75, 0.25],
    [0.75, 0.25],
    [0.25, 0.75],
    [0.75, 0.25],
  ];
  const groups = aggregateCells(cells({ field, other: [[0, 1]] }), { task: 'single-label' });
  expect(groups).toEqual([
    {
      name: 'field',
      cells: 4,
      probabilities: [0.625, 0.375],
      claimed: [0],
      shares: [0.75, 0.25],
      agreement: 0.75,
    },
    { name: 'other', cells: 1, probabilities: [0, 1], claimed: [1], shares: [0, 1], agreement: 1 },
  ]);
});

it('puts cells with several locations together, each class by its threshold', () => {
  const rows = [
    [1, 0.5, 0],
    [1, 0, 0],
  ];
  const [group] = aggregateCells(cells({ a: rows }), { task: 'multi-label', thresholds: [0.5, 0.25, 0.5] });
  // The means claim the first two classes; the second cell claims one of them.
  expect(group).toEqual({
    name: 'a',
    cells: 2,
    probabilities: [1, 0.25, 0],
    claimed: [0, 1],
    shares: [1, 0.5, 0],
    agreement: 0.75,
  });
  const [nowhere] = aggregateCells(cells({ a: [[0, 0, 0]] }), { task: 'multi-label' });
  expect(nowhere).toMatchObject({ claimed: [], agreement: 1 });
});
