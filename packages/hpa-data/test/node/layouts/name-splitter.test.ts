import { describe, expect, it } from 'vitest';
import { nameSplitter } from '../../../src/node/layouts/name-splitter.js';

const split = (cells: readonly string[]) => cells.map(nameSplitter(cells));

describe('nameSplitter', () => {
  it.each([
    [
      'commas, of locations of the atlas',
      ['Cytosol,Vesicles', 'Nucleoli'],
      [['Cytosol', 'Vesicles'], ['Nucleoli']],
    ],
    ['semicolons and blanks', ['Cytosol; Nucleoli', ''], [['Cytosol', 'Nucleoli'], []]],
    [
      'commas, of names that stand alone elsewhere',
      ['ring,spot', 'ring', 'spot'],
      [['ring', 'spot'], ['ring'], ['spot']],
    ],
    [
      'commas, of names in two different cells',
      ['a,b', 'b,c', 'c,a'],
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'a'],
      ],
    ],
    ['both', ['a;b,c', 'a', 'b', 'c'], [['a', 'b', 'c'], ['a'], ['b'], ['c']]],
    [
      '| where one row has it, so that commas belong to names',
      ['a|b', 'a,b', 'a'],
      [['a', 'b'], ['a,b'], ['a']],
    ],
    ['nothing, for commas at the end', ['Cytosol,', 'Cytosol'], [['Cytosol'], ['Cytosol']]],
  ])('splits at %s', (_, cells, names) => {
    expect(split(cells)).toEqual(names);
  });

  it('keeps a name of which no part is a class', () => {
    expect(split(['Rods, rings', 'Rods, rings', 'spot'])).toEqual([
      ['Rods, rings'],
      ['Rods, rings'],
      ['spot'],
    ]);
  });

  it('refuses a cell of which only some parts are classes, naming |', () => {
    expect(() => split(['Cytosol, perinuclear', 'Cytosol'])).toThrow(
      /^'Cytosol, perinuclear' may be one class or several: Cytosol is a class, perinuclear is not; .*\|/,
    );
  });
});
