import { extname } from 'node:path';
import { openFolderFiles } from './folder-files.js';
import type { PackageFiles } from './package-files.js';
import { openZipFiles } from './zip-files.js';

/** Opens the files of a package, by the path of a zip file or of a description. */
export function openPackageFiles(path: string): Promise<PackageFiles> {
  return extname(path).toLowerCase() === '.zip' ? openZipFiles(path) : openFolderFiles(path);
}
