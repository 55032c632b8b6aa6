/** The files of a package, wherever they lie. */
export interface PackageFiles {
  /** What the package is called in messages: its path. */
  readonly path: string;
  /** The name of the description among the files. */
  readonly description: string;
  /**
   * Reads a file by its name in the package.
   *
   * @throws Error naming the package and the file if it is not there, leads out of the package, or has more bytes than `limit`
   */
  read(name: string, options: { readonly limit: number }): Promise<Uint8Array>;
  close(): void;
}

/** The names that the description of a package may have. */
export const DESCRIPTION_NAMES = ['rdf.yaml', 'bioimageio.yaml'] as const;

/**
 * Requires a name that stays in its package: relative, with forward slashes, without `..`, and no address.
 *
 * @throws Error naming the package and the file if it is another
 */
export function requireInnerName(name: string, { path }: { readonly path: string }): string {
  const parts = name.split('/');
  const isInside =
    !/^[A-Za-z][A-Za-z0-9+.-]*:|\\|\0/.test(name) && !parts.includes('..') && !name.startsWith('/');
  if (!isInside || name === '') {
    throw new Error(`${path}: a file of a package must lie in it; it names "${name}"`);
  }
  return parts.filter((part) => part !== '' && part !== '.').join('/');
}

/** The error of a file that is larger than it may be. */
export function tooLarge(
  file: string,
  { bytes, limit }: { readonly bytes: number; readonly limit: number },
): Error {
  return new Error(`${file}: expected at most ${limit} bytes; it has ${bytes}`);
}
