import { basename, dirname } from 'node:path';
import type { ChannelName } from '../../image/cell-image.js';
import type { ChannelNaming } from './channel-naming.js';

/** The rule for names of channel files as the Human Protein Atlas gives them, for messages. */
export const NAMING_RULE =
  '{id}_red.png, {id}_green.png, {id}_blue.png and {id}_yellow.png (or .jpg, .tif, .tif.gz)';

const IMAGE_FILE = /^(.+?)(\.(?:png|jpe?g|(?:ome\.)?tiff?(?:\.gz)?))$/i;
const MASK_STEM = /^(.+)_(mask|cp_masks|cellmask|nucleimask)$/i;
/** HPA-Cell-Segmentation writes a mask of nuclei beside that of cells. */
const NUCLEI = 'nucleimask';

/** What the name of a file says: which image it is of, and which channel it shows. */
export interface ChannelFile {
  readonly id: string;
  readonly channel: ChannelName;
}

/** The rule for names of channel files, for messages. */
export function namingRule({ stated, channels, wordsOf }: ChannelNaming): string {
  const names = channels.map((channel) => `{id}_${wordsOf(channel)[0]}.png`);
  return stated ? `${names.join(', ')} (or .jpg, .tif, .tif.gz)` : NAMING_RULE;
}

/**
 * Parses the name of a file {id}_{red,green,blue,yellow}.{png,jpg,jpeg,tif,tiff,tif.gz,ome.tif}, or with the words that channels are said
 * to be called by; undefined if it is of another kind. A name that ends in several colors is that of a composite, and of another kind.
 */
export function parseChannelFile(path: string, naming: ChannelNaming): ChannelFile | undefined {
  const stem = parseStem(path) ?? '';
  if (naming.composite.test(stem)) {
    return undefined;
  }
  for (const pattern of naming.stems) {
    const { id, word } = pattern.exec(stem)?.groups ?? {};
    const channel = word === undefined ? undefined : naming.channelOf(word);
    if (id !== undefined && channel !== undefined) {
      return { id, channel };
    }
  }
  return undefined;
}

/**
 * Parses the path of a file in a folder named after its color: red/{id}.png, or red/{id}_red.png; undefined if it is of
 * another kind.
 */
export function parseFileInColorFolder(path: string, naming: ChannelNaming): ChannelFile | undefined {
  const channel = naming.channelOf(basename(dirname(path)));
  if (channel === undefined) {
    return undefined;
  }
  const named = parseChannelFile(path, naming);
  if (named !== undefined) {
    return named.channel === channel ? named : undefined;
  }
  const stem = parseComposite(path, naming) === undefined ? parseStem(path) : undefined;
  return stem === undefined ? undefined : { id: stem, channel };
}

/**
 * Parses the name of a composite, which ends in several colors, as the HPA's site gives them beside the single stains:
 * {id}_blue_red_green.jpg. `isWhole` tells whether it shows red, green and blue and nothing else; then it is a colored
 * image of three channels.
 */
export function parseComposite(
  path: string,
  { composite }: ChannelNaming,
): { readonly id: string; readonly isWhole: boolean } | undefined {
  const [, id, words] = composite.exec(parseStem(path) ?? '') ?? [];
  if (id === undefined) {
    return undefined;
  }
  const shown = words!.slice(1).toLowerCase().split('_').sort();
  return { id, isWhole: shown.join() === 'blue,green,red' };
}

/**
 * Gives the name of a PNG, JPEG or TIFF file of a whole image without its ending and, if it is a composite of red, green
 * and blue, without its colors; undefined if it is of another kind.
 */
export function parseWholeImage(path: string, naming: ChannelNaming): string | undefined {
  const composite = parseComposite(path, naming);
  if (composite !== undefined) {
    return composite.isWhole ? composite.id : undefined;
  }
  return parseChannelFile(path, naming) === undefined ? parseStem(path) : undefined;
}

/** Whether a file is a PNG, JPEG or TIFF file, by its name, and no label mask. */
export function isImageFile(path: string): boolean {
  return parseStem(path) !== undefined;
}

/**
 * Parses the name of a label mask, which lies beside the images of a field: {id}_mask as StarDist's users name it,
 * {id}_cp_masks as Cellpose does, {id}_cellmask and {id}_nucleimask as HPA-Cell-Segmentation does; undefined if it is of another kind.
 */
export function parseMask(
  path: string,
): { readonly id: string; readonly of: 'cells' | 'nuclei' } | undefined {
  const [, stem = ''] = IMAGE_FILE.exec(basename(path)) ?? [];
  const [, id, kind] = MASK_STEM.exec(stem) ?? [];
  return id === undefined ? undefined : { id, of: kind!.toLowerCase() === NUCLEI ? 'nuclei' : 'cells' };
}

/** The ending of an image file, with its dot; `.png` if it is none. */
export function imageEnding(path: string | undefined): string {
  return IMAGE_FILE.exec(basename(path ?? ''))?.[2] ?? '.png';
}

/** The name of an image file without its ending; a label mask is none. */
function parseStem(path: string): string | undefined {
  const stem = IMAGE_FILE.exec(basename(path))?.[1];
  return stem === undefined || MASK_STEM.test(stem) ? undefined : stem;
}
