import { expect, it } from 'vitest';
import { groupNames } from '../../src/command-line/group-names.js';

const samples = [
  { id: 'a', group: 'g1', attributes: { Antibody: 'HPA1', Gene: 'ACTB' } },
  { id: 'b', group: 'g1', attributes: { Antibody: 'HPA2' } },
  { id: 'c', group: 'g2' },
];

it('gives the group of each sample, or what a column says of it, or an empty name', () => {
  expect([...groupNames(samples, { by: 'group' })]).toEqual([
    ['a', 'g1'],
    ['b', 'g1'],
    ['c', 'g2'],
  ]);
  expect([...groupNames(samples, { by: 'Antibody' }).values()]).toEqual(['HPA1', 'HPA2', '']);
  const own = [{ id: 'a', group: 'g1', attributes: { group: 'treated' } }];
  expect([...groupNames(own, { by: 'group' }).values()]).toEqual(['treated']);
});

it('gives the field of each cell, and says of whole images how they would have one', () => {
  const cells = [
    { id: 'f_1', group: 'g1', field: 'f', attributes: { field: 'of the table' } },
    { id: 'f_2', group: 'g1', field: 'f' },
  ];
  expect([...groupNames(cells, { by: 'field' }).values()]).toEqual(['f', 'f']);
  expect(() => groupNames(samples, { by: 'field' })).toThrow(
    '--by field: the images are no cells of fields; label masks beside them, such as ID_mask.png, make them so',
  );
  expect(() => groupNames(cells, { by: 'top' })).toThrow('the tables have a column top of their own');
});

it('names what there is if no sample has what is asked for', () => {
  expect(() => groupNames(samples, { by: 'antibodies' })).toThrow(
    '--by antibodies: no image has it; the nearest of what they have are Antibody, ',
  );
  expect(() => groupNames(samples, { by: 'constructor' })).toThrow('no image has it');
  expect(() => groupNames(samples, { by: 'predicted' })).toThrow(
    '--by predicted: the tables have a column predicted of their own',
  );
  expect(() => groupNames([{ id: 'a' }], { by: 'group' })).toThrow(
    '--by group: the images have neither groups nor other columns of a table',
  );
});
