import type { PageHeader } from './page-header.js';
import { tiffDirectories } from './tiff-directories.js';

const UNSIGNED = 1;
const RGB = 2;
const UNSPECIFIED = 0;

/**
 * Changes the tags of a page of a TIFF, in its bytes, so that a decoder gives the samples as they are stored: signed
 * integers as unsigned ones of the same bits, and three or four samples as red, green, blue and one that is not alpha.
 * Otherwise libvips clips the first and takes the others for gray with alphas. Doing it again changes nothing.
 */
export function showAsStored(
  bytes: Uint8Array,
  {
    page,
    kind,
    samples,
    depth,
  }: Pick<PageHeader, 'kind' | 'samples' | 'depth'> & {
    /** From 0. */
    readonly page: number;
  },
): void {
  const signed = depth === 'int8' || depth === 'int16';
  const several = samples === 4 || kind === 'samples';
  if (!signed && !several) {
    return;
  }
  const directory = tiffDirectories(bytes)[page]!;
  if (signed) {
    directory.overwrite('sampleFormat', UNSIGNED);
  }
  if (several) {
    directory.overwrite('photometric', RGB);
    directory.overwrite('extraSamples', UNSPECIFIED, { count: 1 });
  }
}
