import { basename, join } from 'node:path';
import type { ChannelName } from '../../image/cell-image.js';
import type { Sample } from '../../sample.js';
import { listFiles, listFolders } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import { channelNaming } from './channel-naming.js';
import { collectImageSets } from './collect-image-sets.js';
import { completeFiles } from './complete-files.js';
import { imageEnding, namingRule } from './file-names.js';
import type { ListOptions } from './layout.js';

/**
 * Lists the images of a folder without a manifest, for prediction: all sets
 * {id}_{red,green,blue,yellow}.{png,jpg,jpeg,tif,tiff} in it, or else in its folder train/ or test/. Files of other
 * names are ignored.
 *
 * @returns Samples without labels, by id.
 * @throws RangeError if `channels` cannot be used, as in `readLayout`.
 * @throws Error if there is no set, a set lacks a file, or both train/ and test/ hold sets.
 *
 * @example
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { readImageSets } from '@hpa/data/node';
 * const folder = await mkdtemp(join(tmpdir(), 'cells-'));
 * for (const color of ['red', 'green', 'blue', 'yellow']) {
 *   await writeFile(join(folder, `a_${color}.png`), '');
 * }
 * (await readImageSets(folder)).map(({ id }) => id); // ["a"]
 */
export async function readImageSets(
  directory: string,
  {
    channels,
    allowMissing = [],
  }: {
    /** What names of files call the channels, as `readLayout` has it. */
    readonly channels?: Readonly<Record<ChannelName, string>> | undefined;
    /** Channels that sets may lack. */
    readonly allowMissing?: ChannelName | readonly ChannelName[] | undefined;
  } = {},
): Promise<Sample[]> {
  const naming = channelNaming(channels);
  const options = { naming, allowMissing: [allowMissing].flat() };
  const inside = await setsIn(directory, options);
  if (inside.length > 0) {
    return inside;
  }
  const folders = (await listFolders(directory)).filter((path) => ['train', 'test'].includes(basename(path)));
  const [some = [], others = []] = await mapInOrder(folders, (path) => setsIn(path, options));
  if (some.length > 0 && others.length > 0) {
    throw new Error(
      `${directory}: both train/ and test/ hold images; name one of the folders, such as ${join(directory, 'test')}`,
    );
  }
  if (some.length + others.length === 0) {
    throw new Error(
      `${directory}: expected ${naming.stated ? namingRule(naming) : '{id}_red.png, _green.png, _blue.png and _yellow.png (or .jpg, .tif)'} in it, in train/ or in test/; found none`,
    );
  }
  return [...some, ...others];
}

async function setsIn(directory: string, options: ListOptions): Promise<Sample[]> {
  const { naming } = options;
  const sets = [...collectImageSets(await listFiles(directory), { naming })];
  const ids = sets.sort(([a], [b]) => (a < b ? -1 : 1));
  return ids.map(([id, found]) => {
    const ending = imageEnding(Object.values(found)[0]);
    const expected = (channel: ChannelName) =>
      join(directory, `${id}_${naming.wordsOf(channel)[0]}${ending}`);
    return { id, labels: [], channels: completeFiles(found, { ...options, expected }) };
  });
}
