import { basename, extname } from 'node:path';

/** Whether a path names a bioimage.io package: a zip file, or the description of one that is unpacked. */
export function isPackage(path: string): boolean {
  return ['.zip', '.yaml', '.yml'].includes(extname(basename(path)).toLowerCase());
}
