import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeWhole } from '../../src/files/write-whole.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-write-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('writeWhole', () => {
  it('makes the folder, replaces an earlier file, and leaves nothing else behind', async () => {
    const folder = join(scratch, 'a', 'b');
    await writeWhole(join(folder, 'file.txt'), 'first');
    await writeWhole(join(folder, 'file.txt'), new Uint8Array([111, 107]));
    expect(await readFile(join(folder, 'file.txt'), 'utf8')).toBe('ok');
    expect(await readdir(folder)).toEqual(['file.txt']);
  });

  it('keeps what is there if it cannot write', async () => {
    const path = join(scratch, 'taken');
    await mkdir(join(path, 'inside'), { recursive: true });
    await expect(writeWhole(path, 'text')).rejects.toThrow(/EISDIR|ENOTEMPTY|EPERM/);
    expect(await readdir(path)).toEqual(['inside']);
    expect((await readdir(scratch)).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
