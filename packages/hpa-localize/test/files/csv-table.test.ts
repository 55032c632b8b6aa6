import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseTable, stringifyTable } from '../../src/files/csv-table.js';

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', "'=1", "''"])(
  'a spreadsheet does not run %j, and it is read back as it was',
  (id) => {
    const text = stringifyTable([
      ['id', 'p'],
      [id, 0.5],
    ]);
    const cell = text.split('id,p\n')[1]!.replace(/^"/, '');
    expect(cell[0]).toBe("'");
    expect(parseTable(text)).toEqual([{ id, p: '0.5' }]);
  },
);

it('leaves numbers as they are, negative ones too, and texts that are no formulas', () => {
  const rows = [
    ['id', 'p'],
    ['a=1', -1e-7],
    ["it's", 0.1],
  ];
  expect(stringifyTable(rows)).toBe("id,p\na=1,-1e-7\nit's,0.1\n");
});

it('reads tables of earlier versions, which marked nothing', () => {
  expect(parseTable("id,p\n=1,0.5\n'a,1\n")).toEqual([
    { id: '=1', p: '0.5' },
    { id: "'a", p: '1' },
  ]);
});

it('gives any text back as it was', () => {
  const text = fc.string({ unit: fc.constantFrom(...'=+-@\'\t\r\n ",a1ü') });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (ids) => {
      const table = stringifyTable([['id', 'n'], ...ids.map((id, index) => [id, index])]);
      expect(parseTable(table).map(({ id }) => id)).toEqual(ids);
    }),
    { seed: 1 },
  );
});
