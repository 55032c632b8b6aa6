import { basename } from 'node:path';
import { CHANNEL_COLOURS, CHANNEL_NAMES, type ChannelName } from '../../image/cell-image.js';

const COLOURS = Object.values(CHANNEL_COLOURS);
const CHANNEL_FILE = new RegExp(`^(.+)_(${COLOURS.join('|')})\\.(?:png|jpe?g|tiff?)$`, 'i');
const IMAGE_FILE = /^(.+)\.(?:png|jpe?g|tiff?)$/i;

/** Parses the name of a file {id}_{red,green,blue,yellow}.{png,jpg,jpeg,tif,tiff}; undefined if it is of another kind. */
export function parseChannelFile(
  path: string,
): { readonly id: string; readonly channel: ChannelName } | undefined {
  const [, id, colour] = CHANNEL_FILE.exec(basename(path)) ?? [];
  return id === undefined
    ? undefined
    : { id, channel: CHANNEL_NAMES[COLOURS.indexOf(colour!.toLowerCase())]! };
}

/** Gives the name of a PNG, JPEG or TIFF file without its ending; undefined if it is of another kind. */
export function parseImageName(path: string): string | undefined {
  return IMAGE_FILE.exec(basename(path))?.[1];
}
