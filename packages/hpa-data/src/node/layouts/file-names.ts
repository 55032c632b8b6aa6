import { basename } from 'node:path';
import { CHANNEL_COLORS, CHANNEL_NAMES, type ChannelName } from '../../image/cell-image.js';

const COLORS = Object.values(CHANNEL_COLORS);
const CHANNEL_FILE = new RegExp(`^(.+)_(${COLORS.join('|')})\\.(?:png|jpe?g|tiff?)$`, 'i');
const IMAGE_FILE = /^(.+)\.(?:png|jpe?g|tiff?)$/i;

/** Parses the name of a file {id}_{red,green,blue,yellow}.{png,jpg,jpeg,tif,tiff}; undefined if it is of another kind. */
export function parseChannelFile(
  path: string,
): { readonly id: string; readonly channel: ChannelName } | undefined {
  const [, id, color] = CHANNEL_FILE.exec(basename(path)) ?? [];
  return id === undefined ? undefined : { id, channel: CHANNEL_NAMES[COLORS.indexOf(color!.toLowerCase())]! };
}

/** Gives the name of a PNG, JPEG or TIFF file without its ending; undefined if it is of another kind. */
export function parseImageName(path: string): string | undefined {
  return IMAGE_FILE.exec(basename(path))?.[1];
}
