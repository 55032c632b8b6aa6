import { expect, it } from 'vitest';
import { parseHpaName } from '../../src/index.js';

it.each([
  ['30741_800_A6_1', { antibody: '30741', plate: '800', well: 'A6', field: '1' }],
  ['800_A6_1', { antibody: undefined, plate: '800', well: 'A6', field: '1' }],
  ['7_if-12_H11_02', { antibody: '7', plate: 'if-12', well: 'H11', field: '02' }],
  ['cell', undefined],
  ['800_Z6_1', undefined],
  ['0047c984-bba6-11e8-b2ba-ac1f6b6435d0', undefined],
])('parseHpaName reads %s', (name, expected) => {
  expect(parseHpaName(name)).toEqual(expected);
});
