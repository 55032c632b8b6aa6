import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWhole } from '../../src/node/write-whole.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hpa-train-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('a file holds its chunks in order, and nothing else is left in the folder', async () => {
  await writeWhole(join(folder, 'file'), ['one ', new TextEncoder().encode('two')]);
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('one two');
  expect(await readdir(folder)).toEqual(['file']);
});

test('a file is replaced, as is what a killed write left', async () => {
  await writeFile(join(folder, 'file'), 'a longer text than the new one');
  await writeFile(join(folder, 'file.tmp'), 'half of an even longer text than that');
  await writeWhole(join(folder, 'file'), ['new']);
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['file']);
});

test('a write that fails halfway leaves the earlier file, and no temporary one', async () => {
  await writeWhole(join(folder, 'file'), ['old']);
  const chunks = function* () {
    yield 'new';
    throw new Error('the disk is full');
  };
  await expect(writeWhole(join(folder, 'file'), chunks())).rejects.toThrow('the disk is full');
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['file']);
});

test('an absent folder is an error', async () => {
  await expect(writeWhole(join(folder, 'absent', 'file'), ['text'])).rejects.toThrow('ENOENT');
});

test('what the system refuses names the file and what helps', async () => {
  await mkdir(join(folder, 'taken', 'inside'), { recursive: true });
  await expect(writeWhole(join(folder, 'taken'), ['text'])).rejects.toThrow(
    `${join(folder, 'taken')} cannot be written: there is a folder of that name; remove it, or choose another name (EISDIR)`,
  );
  await writeFile(join(folder, 'file'), '');
  await expect(writeWhole(join(folder, 'file', 'below'), ['text'])).rejects.toThrow(
    `${join(folder, 'file', 'below')} cannot be written: a part of its path is a file`,
  );
  const full = function* () {
    yield 'text';
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  await expect(writeWhole(join(folder, 'large'), full())).rejects.toThrow(
    `${join(folder, 'large')} cannot be written: the disk is full; make room and run the same again (ENOSPC)`,
  );
  expect((await readdir(folder)).sort()).toEqual(['file', 'taken']);
});
