import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl';
import { DESCRIPTION_NAMES, type PackageFiles, requireInnerName, tooLarge } from './package-files.js';

/** Opening a pipe without a writer waits for ever unless it is told not to; Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Most files in a package. */
const MAXIMUM_ENTRIES = 1000;

/**
 * Opens a package that is a zip file. Only what is asked for is unpacked, into memory, and never more than it may have.
 *
 * @throws Error naming the package if it is no zip file, a name in it leads out of it or occurs twice, or it has no description
 */
export async function openZipFiles(path: string): Promise<PackageFiles> {
  const zip = await openRegular(path);
  try {
    const entries = await entriesOf(zip, path);
    const description = DESCRIPTION_NAMES.find((name) => entries.has(name));
    if (description === undefined) {
      throw new Error(
        `${path}: expected ${DESCRIPTION_NAMES.join(' or ')} in it, the description of a bioimage.io package`,
      );
    }
    return {
      path,
      description,
      read: async (name, { limit }) => {
        const entry = entries.get(requireInnerName(name, { path }));
        if (entry === undefined) {
          throw new Error(`${path}: it names ${name}, which is not in it`);
        }
        return readEntry(zip, { entry, file: `${path}: ${name}`, limit });
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** Opens a regular file: a pipe or a device would keep the reader waiting. */
async function openRegular(path: string): Promise<ZipFile> {
  const descriptor = openSync(path, FLAGS);
  try {
    if (!fstatSync(descriptor).isFile()) {
      throw new Error('it is a folder, a pipe or a device');
    }
    return await fromFdPromise(descriptor, { autoClose: false, lazyEntries: true, strictFileNames: true });
  } catch (error) {
    closeSync(descriptor);
    throw new Error(`${path}: cannot be opened as a zip file: ${(error as Error).message}`, { cause: error });
  }
}

async function entriesOf(zip: ZipFile, path: string): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  if (zip.entryCount > MAXIMUM_ENTRIES) {
    throw new Error(`${path}: expected at most ${MAXIMUM_ENTRIES} files in it; it has ${zip.entryCount}`);
  }
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) {
        throw new Error(`${entry.fileName} is in it twice`);
      }
      if (!entry.fileName.endsWith('/')) {
        entries.set(entry.fileName, entry);
      }
    }
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
  return entries;
}

/** Reads an entry; yauzl ends the stream with an error if it has other bytes than it states. */
async function readEntry(
  zip: ZipFile,
  { entry, file, limit }: { readonly entry: Entry; readonly file: string; readonly limit: number },
): Promise<Uint8Array> {
  if (entry.uncompressedSize > limit) {
    throw tooLarge(file, { bytes: entry.uncompressedSize, limit });
  }
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    throw new Error(`${file}: cannot be unpacked: ${(error as Error).message}`, { cause: error });
  }
  const bytes = Buffer.concat(chunks);
  const found = crc32(bytes);
  if (found !== entry.crc32) {
    throw new Error(
      `${file}: checksum mismatch: the zip file says ${entry.crc32.toString(16)}, the bytes give ${found.toString(16)}`,
    );
  }
  return bytes;
}
