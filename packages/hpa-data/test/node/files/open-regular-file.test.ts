import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRegularFile } from '../../../src/node/files/open-regular-file.js';
import { readRegularFile } from '../../../src/node/files/read-regular-file.js';
import { statRegularFile } from '../../../src/node/files/stat-regular-file.js';
import { openImages, prepare, readCellImage, readLayout, readSplit } from '../../../src/node/index.js';
import { cellFiles } from '../support/cell-files.js';
import { datasetFolder } from '../support/dataset-folder.js';

const onUnix = it.skipIf(process.platform === 'win32');

/** A folder with each kind of entry that is no regular file. */
async function strangeFolder(): Promise<string> {
  const folder = await datasetFolder({ 'file.txt': 'text' });
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await mkdir(join(folder, 'folder'));
  await symlink(join(folder, 'nothing'), join(folder, 'dangling'));
  await symlink(join(folder, 'loop'), join(folder, 'loop'));
  await symlink(join(folder, 'file.txt'), join(folder, 'link'));
  return folder;
}

describe('openRegularFile', () => {
  onUnix('refuses at once what is no regular file, naming the path and what is there', async () => {
    const folder = await strangeFolder();
    const refuse = (name: string, reason: string) =>
      Promise.all(
        [openRegularFile, readRegularFile, statRegularFile].map((read) =>
          expect(read(join(folder, name))).rejects.toThrow(
            `${join(folder, name)}: expected a regular file; ${reason}`,
          ),
        ),
      );
    await refuse('pipe', 'found a pipe (FIFO)');
    await refuse('folder', 'found a folder');
    await refuse('dangling', 'found a link that leads nowhere (ENOENT)');
    await refuse('gone', 'there is none (ENOENT)');
    await refuse('file.txt/inside', 'a part of its path is no folder (ENOTDIR)');
    await refuse('loop', 'its links lead in a circle (ELOOP)');
    await refuse('n'.repeat(300), 'its name is too long (ENAMETOOLONG)');
    await expect(openRegularFile('/dev/zero')).rejects.toThrow(
      '/dev/zero: expected a regular file; found a device',
    );
  });

  onUnix('refuses a socket', async () => {
    const path = join(await datasetFolder({}), 'socket');
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(path, resolve);
    });
    try {
      await expect(openRegularFile(path)).rejects.toThrow(`${path}: expected a regular file; found a socket`);
    } finally {
      server.close();
    }
  });

  onUnix('keeps the code of the system, and follows links to files', async () => {
    const folder = await strangeFolder();
    await expect(openRegularFile(join(folder, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(openRegularFile(join(folder, 'folder'))).rejects.toMatchObject({ code: 'EISDIR' });
    expect((await readRegularFile(join(folder, 'link'))).toString()).toBe('text');
  });

  it.skipIf(process.platform !== 'linux')('names a file that opens but cannot be read', async () => {
    // The memory of a process at address 0, where nothing is.
    await expect(readRegularFile('/proc/self/mem')).rejects.toThrow(
      '/proc/self/mem: expected a regular file; its disk cannot read it (EIO)',
    );
  });
});

describe('what reads files of others', () => {
  onUnix('does not wait for a pipe, whatever reads it', async () => {
    const folder = await strangeFolder();
    const pipe = join(folder, 'pipe');
    const expected = `${pipe}: expected a regular file; found a pipe (FIFO)`;
    const channels = { microtubules: pipe, protein: pipe, nucleus: pipe, er: pipe };
    const sample = { id: 'a', labels: [], channels };
    await expect(readCellImage(channels)).rejects.toThrow(expected);
    await expect(readSplit(pipe, { samples: [] })).rejects.toThrow(expected);
    await expect(readLayout(pipe, { layout: 'table' })).rejects.toThrow(expected);
    const images = openImages({ height: 8, width: 8, threads: 1 });
    await expect(images.image(sample)).rejects.toThrow(expected);
    await images.close();
    await expect(
      prepare([sample], { folder: join(folder, 'prepared'), height: 8, width: 8, threads: 1 }),
    ).rejects.toThrow(`sample a: ${expected}`);
  });

  onUnix('skips and lists a pipe, a folder and a dangling link among images', async () => {
    const folder = await strangeFolder();
    const [good] = await cellFiles(1, { size: 32 });
    const bad = ['pipe', 'folder', 'dangling'].map((name) => ({
      ...good!,
      id: name,
      channels: { ...good!.channels, er: join(folder, name) },
    }));
    const { skipped } = await prepare([...bad, good!], {
      folder: join(folder, 'prepared'),
      height: 32,
      width: 32,
      threads: 1,
      badSamples: 'skip',
    });
    expect(skipped).toEqual(
      ['found a pipe (FIFO)', 'found a folder', 'found a link that leads nowhere (ENOENT)'].map(
        (reason, index) => ({
          id: bad[index]!.id,
          reason: `${bad[index]!.channels.er}: expected a regular file; ${reason}`,
        }),
      ),
    );
  });
});
