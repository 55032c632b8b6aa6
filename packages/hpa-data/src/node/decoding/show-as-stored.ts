import type { PageHeader } from './page-header.js';
import { tiffDirectories } from './tiff-directories.js';

const UNSIGNED = 1;
const RGB = 2;
const UNSPECIFIED = 0;

/** Compressions whose decoders report damage as errors: none, LZW, Deflate (two codes), LZMA, Zstandard. */
const STRICT = [1, 5, 8, 32_946, 34_925, 50_000];

/**
 * Changes the tags of a page of a TIFF, in its bytes, so that a decoder gives the samples as they are stored: signed
 * integers as unsigned ones of the same bits, and three or four samples as red, green, blue and one that is not alpha.
 * Otherwise libvips clips the first and takes the others for gray with alphas. Texts are emptied, since libtiff warns of some
 * that are padded or too long. Doing it again changes nothing.
 *
 * @returns How a decoder must treat warnings: of compressions such as JPEG and PackBits, damage is no more than a warning; of
 * others, warnings are of tags alone.
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
): 'warning' | 'error' {
  const signed = depth === 'int8' || depth === 'int16';
  const several = samples === 4 || kind === 'samples';
  const directory = tiffDirectories(bytes)[page]!;
  directory.emptyTexts();
  if (signed) {
    directory.overwrite('sampleFormat', UNSIGNED);
  }
  if (several) {
    directory.overwrite('photometric', RGB);
    directory.overwrite('extraSamples', UNSPECIFIED, { count: 1 });
  }
  const [compression = 1] = directory.numbers('compression');
  return STRICT.includes(compression) ? 'error' : 'warning';
}
