import { describedPlanes } from './described-planes.js';
import { namingFile } from './naming-file.js';
import { describeStorage, type PageHeader, type SampleDepth, unreadable } from './page-header.js';
import { requirePixels } from './pixel-limit.js';
import { significantBits } from './significant-bits.js';
import { type TiffDirectory, type TiffTag, tiffDirectories } from './tiff-directories.js';

/** What the tag PhotometricInterpretation says that samples are. */
const PHOTOMETRICS: Readonly<Record<number, string>> = {
  0: 'gray',
  1: 'gray',
  2: 'color',
  3: 'palette',
  4: 'mask',
  5: 'CMYK',
  6: 'color',
  8: 'CIELAB',
  9: 'CIELAB',
  10: 'CIELAB',
};
const WHITE_IS_ZERO = 0;
const RGB = 2;
/** The values of ExtraSamples that mean alpha: associated and unassociated. */
const ALPHAS: readonly (number | undefined)[] = [1, 2];
/** What the tag SampleFormat says that samples are; 4 leaves it open. */
const FORMATS: Readonly<Record<number, string>> = { 1: 'uint', 2: 'int', 3: 'float', 4: 'uint' };
const FORMAT_WORDS: Readonly<Record<string, string>> = { int: 'signed ', float: 'floating-point ' };
const DEPTHS: readonly string[] = [
  'uint8',
  'uint16',
  'uint32',
  'int8',
  'int16',
  'int32',
  'float32',
  'float64',
] satisfies SampleDepth[];

/**
 * Reads what a page of a TIFF is from its own tags: decoders expand palettes, clip signed levels and take any fourth
 * sample for alpha without saying so.
 *
 * @param page Of those that the file has, from 0; the first is to be read first.
 * @throws Error naming the file if it is damaged, the page has more pixels than the limit, the description counts more
 * planes than there are directories, or samples are stored as no decoder here reads them.
 */
export async function readTiffHeader(
  file: string,
  { bytes, page }: { readonly bytes: Uint8Array; readonly page: number },
): Promise<PageHeader> {
  const directories = await namingFile(file, () => tiffDirectories(bytes));
  const directory = directories[page]!;
  const header = await readDirectory(directory, file);
  if (page === 0) {
    requireAllPlanes(directories, { ...header, file });
  }
  // The description of a file of several pages is that of the first.
  const bits = significantBits(directories[0]!.text('description'));
  return {
    ...header,
    pageCount: directories.length,
    ...(bits !== undefined && { significantBits: bits }),
  };
}

async function readDirectory(directory: TiffDirectory, file: string): Promise<Omit<PageHeader, 'pageCount'>> {
  const numbers = (tag: TiffTag) => namingFile(file, () => directory.numbers(tag));
  const [width = 0] = await numbers('width');
  const [height = 0] = await numbers('height');
  requirePixels({ height, width }, file);
  const [tileWidth = width] = await numbers('tileWidth');
  const [tileHeight = height] = await numbers('tileHeight');
  requirePixels({ height: tileHeight, width: tileWidth }, file);

  const [samples = 1] = await numbers('samples');
  const depths = new Set(await numbers('bits'));
  const formats = new Set(await numbers('sampleFormat'));
  const [bits = 1] = depths;
  const [formatCode = 1] = formats;
  const [photometric = samples < 3 ? 1 : RGB] = await numbers('photometric');
  const [extra] = (await numbers('extraSamples')).slice(-1);

  const format = FORMATS[formatCode] ?? 'complex';
  const meaning = PHOTOMETRICS[photometric] ?? `photometric ${photometric}`;
  const alpha = (samples === 2 || samples === 4) && ALPHAS.includes(extra);
  const kind = meaning === 'gray' && samples > 2 ? 'samples' : meaning;
  const words = `${FORMAT_WORDS[format] ?? ''}${format === 'complex' ? 'complex ' : ''}${meaning}`;
  const found = describeStorage({ bits, kind: words, alpha, format: 'tiff' });
  if (depths.size > 1 || formats.size > 1) {
    throw unreadable(file, `a tiff whose samples differ in bits or format`);
  }
  if (kind !== 'gray' && kind !== 'color' && kind !== 'samples') {
    throw unreadable(
      file,
      kind === 'palette' ? `${found}, whose levels are entries of a color table` : found,
    );
  }
  const depth = `${format}${bits}`;
  if (!DEPTHS.includes(depth)) {
    throw unreadable(file, bits % 8 === 0 || bits < 8 ? found : `${found}, ${bits} bits packed without gaps`);
  }
  if (samples > 4 || (samples === 2 && !alpha) || (kind === 'color' && samples < 3)) {
    throw unreadable(file, `${found} of ${samples} samples a pixel`);
  }
  if (samples > 1 && depth !== 'uint8' && depth !== 'uint16') {
    throw unreadable(file, `${found} of ${samples} samples a pixel`);
  }
  if (photometric === WHITE_IS_ZERO && (samples > 1 || (depth !== 'uint8' && depth !== 'uint16'))) {
    throw unreadable(file, `${found} in which the lowest level is white`);
  }
  return { height, width, kind, samples, alpha, depth: depth as SampleDepth };
}

/** Refuses a file of which a decoder would show some planes and lose the others. */
function requireAllPlanes(
  directories: readonly TiffDirectory[],
  { file, ...plane }: Pick<PageHeader, 'height' | 'width' | 'samples'> & { readonly file: string },
): void {
  const first = directories[0]!;
  const described = Math.max(
    describedPlanes(first.text('description'), plane) ?? 1,
    first.count('stackPlanes'),
  );
  if (described > directories.length) {
    const pages = directories.length === 1 ? 'one page' : `${directories.length} pages`;
    throw new Error(
      `${file}: expected a page for each plane; its description counts ${described} planes, and the file has ${pages} (save it as a TIFF with a page for each)`,
    );
  }
}
