import { describe, expect, it } from 'vitest';
import type { CellRow } from '../../browser/src/table/cell-row.js';
import { orderRows } from '../../browser/src/table/order-rows.js';
import { toCsv } from '../../browser/src/table/to-csv.js';

const classes = [{ name: 'Cytosol' }, { name: 'Rods, rings' }];
const row = (id: string, probabilities: readonly number[], more: Partial<CellRow> = {}): CellRow => ({
  cell: { id, source: { kind: 'drawn', location: 25, seed: 1 } },
  scores: {
    probabilities,
    claimed: probabilities.map((each) => each >= 0.5),
    unlike: undefined,
    missing: [],
    milliseconds: 1,
  },
  ...more,
});
const rows = [
  row('cell10', [0.25, 0.75]),
  row('cell9', [0.9, 0.1]),
  row('=1+1', [0.3, 0.2], { correction: 'Cytosol' }),
];

describe('the table of the page', () => {
  it('is written as predict writes it, ready for a spreadsheet', () => {
    expect(toCsv(rows, { classes }).split('\n')).toEqual([
      'id,predicted,p_Cytosol,"p_Rods, rings",correction',
      'cell10,"Rods, rings",0.25,0.75,',
      'cell9,Cytosol,0.9,0.1,',
      "'=1+1,,0.3,0.2,Cytosol",
      '',
    ]);
  });

  it('says how unlike the training cells each is, if the model knows it', () => {
    const [known] = rows as [CellRow];
    const unlike = { ...known, scores: { ...known.scores!, unlike: 1.23456 } };
    expect(toCsv([unlike], { classes })).toBe(
      'id,predicted,unlike,p_Cytosol,"p_Rods, rings",correction\ncell10,"Rods, rings",1.235,0.25,0.75,\n',
    );
  });

  it('has an empty row for a cell that could not be read', () => {
    const { scores: _, ...unread } = row('bad', [], { error: 'bad.png: damaged' });
    expect(toCsv([unread], { classes })).toContain('\nbad,,,,\n');
  });

  const idsIn = (by: 'id' | 'claimed' | 'probability' | 'correction', descending = false, filter = '') =>
    orderRows(rows, { filter, ordering: { by, descending }, classes }).map(({ cell }) => cell.id);

  it('is ordered by ids as a person counts, by locations, by probabilities, and by corrections', () => {
    expect(idsIn('id').slice(1)).toEqual(['cell9', 'cell10']);
    expect(idsIn('probability', true)).toEqual(['cell9', 'cell10', '=1+1']);
    expect(idsIn('claimed')).toEqual(['=1+1', 'cell9', 'cell10']);
    expect(idsIn('correction', true)[0]).toBe('=1+1');
  });

  it('shows the rows in whose id, location or correction a text occurs', () => {
    expect(idsIn('id', false, 'RINGS')).toEqual(['cell10']);
    expect(idsIn('id', false, 'cytosol').sort()).toEqual(['=1+1', 'cell9']);
    expect(idsIn('id', false, 'nothing')).toEqual([]);
  });
});
