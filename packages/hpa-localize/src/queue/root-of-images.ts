import { statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

/** The folder that the paths of images are below, absolute: that of the data, in which its table is, or that all files have in common. */
export function rootOfImages(images: string | readonly string[]): string {
  if (typeof images === 'string') {
    const path = resolve(images);
    return statSync(path).isFile() ? dirname(path) : path;
  }
  const [first, ...others] = images.map((file) => dirname(resolve(file))) as [string, ...string[]];
  return others.reduce((root, folder) => {
    let shared = root;
    while (relative(shared, folder).startsWith('..')) {
      shared = dirname(shared);
    }
    return shared;
  }, first);
}
