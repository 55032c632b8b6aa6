/** Why the system refuses a file, and what to do about it, by the code of its error. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room and run the same again',
  EDQUOT: 'the disk quota is used up; make room and run the same again',
  EFBIG: 'it would be larger than this disk or this user may have; choose another place',
  EROFS: 'the disk is read-only; choose another place',
  EACCES: 'this user may not write there; choose another place, or change its permissions',
  EPERM: 'this user may not write there; choose another place, or change its permissions',
  EISDIR: 'there is a folder of that name; remove it, or choose another name',
  ENOTDIR: 'a part of its path is a file, not a folder; choose another place',
  ENOENT: 'there is no folder to hold it, and the system makes none there; choose another place',
  ENAMETOOLONG: 'its name is too long for this disk; choose a shorter one',
  EIO: 'the disk has failed; check it, and choose another place',
};

/** Says which file or folder cannot be written, why and what helps; an error of another kind is returned as it is. */
export function explainWriteError(path: string, cause: unknown): unknown {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  if (code === undefined || !Object.hasOwn(REASONS, code)) {
    return cause;
  }
  return Object.assign(new Error(`${path} cannot be written: ${REASONS[code]} (${code})`, { cause }), {
    code,
  });
}
