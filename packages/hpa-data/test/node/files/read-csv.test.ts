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
      { line: 3, values: { Id: 'a', Target: '1 2' } },
      { line: 4, values: { Id: 'b', Target: '3' } },
    ]);
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
