import { lstat } from 'node:fs/promises';

/** What the system says of a file that cannot be read, in words. */
const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  EIO: 'its disk cannot read it',
  EISDIR: 'found a folder',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENFILE: 'too many files are open',
  ENOENT: 'there is none',
  ENOTDIR: 'a part of its path is no folder',
  ENXIO: 'found a socket or device',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};

/** Makes of what the system says of a file one line that names it; the error keeps the `code`, and the cause. */
export async function fileError(path: string, cause: unknown): Promise<NodeJS.ErrnoException> {
  const { code = 'unknown', message } = cause as NodeJS.ErrnoException;
  const dangling = code === 'ENOENT' && (await isLink(path));
  const reason = dangling ? 'found a link that leads nowhere' : (MEANINGS[code] ?? message);
  return Object.assign(new Error(`${path}: expected a regular file; ${reason} (${code})`, { cause }), {
    code,
  });
}

function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  );
}
