import type { FoundFiles } from './collect-image-sets.js';

/** Options of {@link wholePicture}. */
export interface WholePictureOptions {
  /** The stain that may be missing. */
  readonly allowMissing?: 'er' | undefined;
}

/**
 * Names one file for all stains of a picture: a TIFF with a page for each; where `er` may be missing, a picture in
 * colour or a TIFF of three pages.
 */
export function wholePicture(file: string, { allowMissing }: WholePictureOptions): FoundFiles {
  const three = { microtubules: file, protein: file, nucleus: file };
  return allowMissing === 'er' ? three : { ...three, er: file };
}
