import { basename, dirname } from 'node:path';
import type { Sample } from '../sample.js';
import { channelColours } from './channel-colours.js';
import { channelFilesOf } from './channel-files-of.js';

const channelFile = new RegExp(`^(.+)_(${Object.values(channelColours).join('|')})\\.png$`);

/**
 * Puts named files {id}_{red,green,blue,yellow}.png together into sets, for prediction.
 *
 * @param files Paths, in any order, the four of each set among them.
 * @returns Samples without labels, in the order of their first files.
 * @throws Error naming a file of another name, one that a set lacks, or two sets of the same id.
 */
export function imageSetsOf(files: readonly string[]): Sample[] {
  const sets = new Map<string, { id: string; directory: string; colours: Set<string> }>();
  for (const file of files) {
    const [, id, colour] = channelFile.exec(basename(file)) ?? [];
    if (id === undefined || colour === undefined) {
      throw new Error(`${file}: expected a name such as CELL_red.png, _green.png, _blue.png or _yellow.png`);
    }
    const directory = dirname(file);
    const set = sets.get(id) ?? { id, directory, colours: new Set() };
    if (set.directory !== directory) {
      throw new Error(`${id} comes from two folders, ${set.directory} and ${directory}; ids must differ`);
    }
    set.colours.add(colour);
    sets.set(id, set);
  }
  return [...sets.values()].map(({ id, directory, colours }) => {
    const channels = channelFilesOf(id, { directory });
    const missing = Object.values(channelColours).find((colour) => !colours.has(colour));
    if (missing !== undefined) throw new Error(`${id}: its file ${id}_${missing}.png was not given`);
    return { id, labels: [], channels };
  });
}
