import { basename } from 'node:path';
import { CHANNEL_COLOURS, CHANNEL_NAMES, type ChannelName } from '../../image/cell-image.js';

const colours = Object.values(CHANNEL_COLOURS);
const stainFile = new RegExp(`^(.+)_(${colours.join('|')})\\.(?:png|jpe?g|tiff?)$`, 'i');
const imageFile = /^(.+)\.(?:png|jpe?g|tiff?)$/i;

/** Which picture a file belongs to, by its name. */
export interface StainFile {
  /** Name of the picture. */
  readonly id: string;
  readonly stain: ChannelName;
}

/**
 * Reads the name of a file {id}_{red,green,blue,yellow}.{png,jpg,jpeg,tif,tiff}.
 *
 * @returns undefined where it is of another kind.
 */
export function parseStainFile(path: string): StainFile | undefined {
  const [, id, colour] = stainFile.exec(basename(path)) ?? [];
  return id === undefined ? undefined : { id, stain: CHANNEL_NAMES[colours.indexOf(colour!.toLowerCase())]! };
}

/** Gives the name, without its ending, of a PNG, JPEG or TIFF file; undefined where it is none. */
export function imageNameOf(path: string): string | undefined {
  return imageFile.exec(basename(path))?.[1];
}
