import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/node/files/read-csv.js';
import { datasetFolder } from '../support/dataset-folder.js';

const read = async (text: string) => {
  const file = join(await datasetFolder({ 'a.csv': text }), 'a.csv');
  return { file, rows: readCsv(file, { columns: ['Id', 'Target'] }) };
};

describe('readCsv', () => {
  it('reads values by column with their line, despite blank lines, spaces, quotes and a byte order mark', async () => {
    const { rows } = await read('\uFEFFTarget, Id,Other\r\n\r\n"1 2", a ,x\r\n3,b,y\r\n');
    expect(await rows).toEqual([
      { line: 3, values: { Id: 'a', Target: '1 2' }, others: { Other: 'x' } },
      { line: 4, values: { Id: 'b', Target: '3' }, others: { Other: 'y' } },
    ]);
  });

  it.each([
    ['semicolons', 'Id;Target\na;1,5\n'],
    ['tabs', 'Id\tTarget\na\t1,5\n'],
    ['semicolons under a line of a spreadsheet', 'sep=;\r\nId;Target\r\na;1,5\r\n'],
    ['commas, with blanks inside quotes', '"Id "," Target"\n" a","1,5 "\n'],
  ])('reads values separated by %s', async (_, text) => {
    const { rows } = await read(text);
    expect((await rows).map(({ values }) => values)).toEqual([{ Id: 'a', Target: '1,5' }]);
  });

  it('keeps empty values between tabs, and the lines of a file that begins with sep=', async () => {
    const tabs = await read('Id\tOther\tTarget\na\t\t\nb\tx\t2\n');
    expect((await tabs.rows).map(({ values }) => values.Target)).toEqual(['', '2']);
    const marked = await read('sep=;\nId;Target\na;1\n');
    expect((await marked.rows)[0]?.line).toBe(3);
  });

  it('reads the UTF-16 text of a spreadsheet, and refuses bytes that are no text', async () => {
    const text = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Id\tTarget\r\né\t1\r\n', 'utf16le')]);
    const folder = await datasetFolder({ 'a.txt': text, 'b.csv': Buffer.from([0x49, 0x64, 0xe9, 0x0a]) });
    const [row] = await readCsv(join(folder, 'a.txt'), { columns: ['Id', 'Target'] });
    expect(row?.values).toEqual({ Id: 'é', Target: '1' });
    await expect(readCsv(join(folder, 'b.csv'), { columns: ['Id'] })).rejects.toThrow(
      /b\.csv: expected text in UTF-8/,
    );
  });

  it('refuses a header with two separators, and one that names a column twice', async () => {
    const mixed = await read('Id;Target,Group\na;1,g\n');
    await expect(mixed.rows).rejects.toThrow('the header has commas and semicolons: Id;Target,Group');
    const twice = await read('Id,Target,Target\na,1,2\n');
    await expect(twice.rows).rejects.toThrow(
      `${twice.file} line 1: two columns are named Target; the header is Id,Target,Target`,
    );
    const unread = await read('Id,Target,,\na,1,,\n');
    expect(await unread.rows).toHaveLength(1);
  });

  it('names an empty file, one with only a header, and one without a column', async () => {
    const empty = await read('');
    await expect(empty.rows).rejects.toThrow(
      `${empty.file}: expected a header line Id,Target; the file is empty`,
    );
    const bare = await read('Id,Target\n');
    await expect(bare.rows).rejects.toThrow(`${bare.file}: expected rows below the header; there are none`);
    const other = await read('id,Target\na,1\n');
    await expect(other.rows).rejects.toThrow(
      `${other.file} line 1: missing column Id; the header is id,Target`,
    );
  });

  it('names file and line of a row with too many values', async () => {
    const { file, rows } = await read('Id,Target\na,1\nb,2,3\n');
    await expect(rows).rejects.toThrow(new RegExp(`^${file}: .*line 3`));
  });

  it('names file and line of a value, and of a row, too long for any table of cells', async () => {
    const value = await read(`Id,Target\na,1\nb,${'x'.repeat(4097)}\n`);
    await expect(value.rows).rejects.toThrow(
      `${value.file} line 3: expected values of at most 4096 characters; value 2 has 4097: is a quote not closed?`,
    );
    const row = await read(`Id${',x'.repeat(1024)}\na\n`);
    await expect(row.rows).rejects.toThrow(`${row.file} line 1: expected at most 1024 values; found 1025`);
  });

  it('shows the beginning alone of a long header, and of a long value with a quote in it', async () => {
    const header = await read(`Id\t${'x,'.repeat(5000)}\na\n`);
    await expect(header.rows).rejects.toThrow(
      new RegExp(`^${header.file} line 1: .* the header has commas and tabs: Id.{490,499}[.]{3}$`),
    );
    const quote = await read(`Id\n${'x'.repeat(5000)}"a"\n`);
    await expect(quote.rows).rejects.toThrow(
      new RegExp(`^${quote.file}: Invalid Opening Quote: .{0,500}[.]{3}$`),
    );
  });

  it('says that a folder is none', async () => {
    const folder = await datasetFolder({ 'a.csv': '' });
    await expect(readCsv(folder, { columns: ['Id'] })).rejects.toThrow(
      `${folder}: expected a CSV file; it is a folder`,
    );
  });

  it('names a missing file', async () => {
    await expect(readCsv('/nowhere/train.csv', { columns: ['Id'] })).rejects.toThrow(/train\.csv: .*ENOENT/);
  });
});
