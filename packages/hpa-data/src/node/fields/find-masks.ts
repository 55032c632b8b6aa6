import { basename, dirname } from 'node:path';
import type { Sample } from '../../sample.js';
import { listFiles } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import { parsePageAddress } from '../files/page-address.js';
import { channelNaming } from '../layouts/channel-naming.js';
import {
  parseChannelFile,
  parseFileInColorFolder,
  parseMask,
  parseWholeImage,
} from '../layouts/file-names.js';

/** The label masks of a folder, by the id in their names. */
type Masks = ReadonlyMap<string, readonly string[]>;

/**
 * Finds the label mask of each sample, named after its id or its files, beside its files or beside the folders of its channels.
 *
 * @returns By sample, a function that gives the path of the mask, undefined if there is none, or throws an Error naming two of them.
 */
export async function findMasks(samples: readonly Sample[]): Promise<readonly (() => string | undefined)[]> {
  const listed = new Map<string, Promise<Masks>>();
  const listOnce = (folder: string): Promise<Masks> => {
    const masks = listed.get(folder) ?? listMasks(folder);
    listed.set(folder, masks);
    return masks;
  };
  return mapInOrder(samples, async (sample) => {
    const files = [...new Set(Object.values(sample.channels))].map(
      (address) => parsePageAddress(address).file,
    );
    const apart = new Set(files.map(dirname)).size > 1;
    const folders = new Set(files.flatMap((file) => foldersBeside(file, { apart })));
    const names = new Set([basename(sample.id), ...files.flatMap((file) => nameOf(file) ?? [])]);
    const found: string[] = [];
    for (const folder of folders) {
      const masks = await listOnce(folder);
      found.push(...[...names].flatMap((name) => masks.get(name) ?? []));
    }
    return () => {
      const [first, second] = found;
      if (second !== undefined) {
        throw new Error(`expected one label mask of ${sample.id}; found ${first} and ${second}`);
      }
      return first;
    };
  });
}

/** Lists the masks of cells in a folder; one that cannot be listed has none, and its images are named when they are read. */
async function listMasks(folder: string): Promise<Masks> {
  const masks = new Map<string, string[]>();
  for (const file of await listFiles(folder).catch(() => [])) {
    const mask = parseMask(file);
    if (mask?.of === 'cells') {
      masks.set(mask.id, [...(masks.get(mask.id) ?? []), file]);
    }
  }
  return masks;
}

/** Names by colors; by other words, the id of the sample is the name of its files without them. */
const NAMING = channelNaming(undefined);

/** The folder of a file, and the one above if it is that of a channel: then files of a sample are apart, or it has the name of a color. */
function foldersBeside(file: string, { apart }: { readonly apart: boolean }): string[] {
  const folder = dirname(file);
  const isOfChannel = apart || NAMING.channelOf(basename(folder)) !== undefined;
  return isOfChannel ? [folder, dirname(folder)] : [folder];
}

function nameOf(file: string): string | undefined {
  return (
    (parseFileInColorFolder(file, NAMING) ?? parseChannelFile(file, NAMING))?.id ??
    parseWholeImage(file, NAMING)
  );
}
