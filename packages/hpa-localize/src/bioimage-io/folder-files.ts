import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { type PackageFiles, requireInnerName, tooLarge } from './package-files.js';

/** Opening a pipe without a writer waits for ever unless it is told not to; Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Opens a package that lies unpacked in a folder, by the path of its description. Links must not lead out of the folder. */
export async function openFolderFiles(path: string): Promise<PackageFiles> {
  const folder = await realpath(dirname(path));
  return {
    path,
    description: basename(path),
    close() {},
    async read(name, { limit }) {
      const file = join(folder, requireInnerName(name, { path }));
      const real = await realpath(file).catch(() => null);
      if (real === null) {
        throw new Error(`${path}: it names ${name}, which is not beside it`);
      }
      if (!real.startsWith(folder + sep)) {
        throw new Error(`${path}: a file of a package must lie in it; ${name} leads to ${real}`);
      }
      return readRegular(real, { file: `${path}: ${name}`, limit });
    },
  };
}

async function readRegular(
  path: string,
  { file, limit }: { readonly file: string; readonly limit: number },
): Promise<Uint8Array> {
  const handle = await open(path, FLAGS);
  try {
    const found = await handle.stat();
    if (!found.isFile()) {
      throw new Error(`${file}: expected a file; it is a folder, a pipe or a device`);
    }
    if (found.size > limit) {
      throw tooLarge(file, { bytes: found.size, limit });
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
