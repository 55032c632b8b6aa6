import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWhole } from '../../src/node/write-whole.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hpa-whole-'));
});
afterEach(() => rm(folder, { recursive: true }));

const fillFolder = (text: string) => async (temporary: string) => {
  await mkdir(join(temporary, 'inner'), { recursive: true });
  await writeFile(join(temporary, 'inner', 'file'), text);
};

describe('writeWhole', () => {
  it('writes a file or a folder, replaces an older one, and leaves nothing beside it', async () => {
    for (const text of ['old', 'new']) {
      await writeWhole(join(folder, 'parent', 'file'), (temporary) => writeFile(temporary, text));
      await writeWhole(join(folder, 'parent', 'folder'), fillFolder(text));
      expect(await readFile(join(folder, 'parent', 'file'), 'utf8')).toBe(text);
      expect(await readFile(join(folder, 'parent', 'folder', 'inner', 'file'), 'utf8')).toBe(text);
    }
    expect((await readdir(join(folder, 'parent'))).sort()).toEqual(['file', 'folder']);
  });

  it('changes nothing if the content cannot be written', async () => {
    const path = join(folder, 'model');
    await writeWhole(path, fillFolder('old'));
    const fails = async (temporary: string) => {
      await fillFolder('new')(temporary);
      throw new Error('disk full');
    };
    await expect(writeWhole(path, fails)).rejects.toThrow('disk full');
    expect(await readFile(join(path, 'inner', 'file'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['model']);
  });

  it('removes what killed processes left on their way, and nothing of those that live', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const path = join(folder, 'file');
    const id = '00000000-0000-4000-8000-000000000000';
    const live = [
      `file.${process.pid}-${id}`,
      `file.${process.ppid}-${id}`,
      'file.bak',
      `other.${pid}-${id}`,
    ];
    for (const name of [...live, `file.${pid}-${id}`]) {
      await writeFile(join(folder, name), 'left');
    }
    // An earlier process may have had the number of this one, as in containers.
    const earlier = join(folder, `file.${process.pid}-${id.replace('8', '9')}`);
    await writeFile(earlier, 'left');
    await utimes(earlier, 0, 0);
    await writeWhole(path, (temporary) => writeFile(temporary, 'new'));
    expect((await readdir(folder)).sort()).toEqual(['file', ...live].sort());
  });
});
