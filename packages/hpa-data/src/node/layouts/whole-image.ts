import type { FoundFiles } from './collect-image-sets.js';

/**
 * Names one file for all channels of an image: a TIFF with a page for each or, if `er` may be missing, an image in color
 * or a TIFF of three pages.
 */
export function wholeImage(
  file: string,
  {
    allowMissing,
  }: {
    /** The channel that may be missing. */
    readonly allowMissing?: 'er' | undefined;
  },
): FoundFiles {
  const three = { microtubules: file, protein: file, nucleus: file };
  return allowMissing === 'er' ? three : { ...three, er: file };
}
