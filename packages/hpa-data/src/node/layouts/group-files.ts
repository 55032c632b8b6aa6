import type { Sample } from '../../sample.js';
import { collectImageSets, completeFiles } from './collect-image-sets.js';
import {
  NAMING_RULE,
  parseChannelFile,
  parseComposite,
  parseFileInColorFolder,
  parseMask,
} from './file-names.js';

/**
 * Groups files named {id}_{red,green,blue,yellow}.{png,jpg,jpeg,tif,tiff} into samples, for prediction. The files of a
 * sample may be in folders named after their colors: red/{id}.png or red/{id}_red.png. Label masks such as {id}_mask.png are ignored.
 *
 * @param files Paths, in any order, with those of each sample among them.
 * @returns Samples without labels, in the order of their first files.
 * @throws Error naming the file if its name does not fit, a sample lacks it or another has the same channel.
 *
 * @example
 * import { groupFiles } from '@hpa/data/node';
 * const files = ['a_red.png', 'a_green.png', 'b_red.png', 'b_green.png', 'b_blue.png', 'a_blue.png'];
 * groupFiles(files, { allowMissing: 'er' }).map(({ id, channels }) => [id, channels.nucleus]); // [["a", "a_blue.png"], ["b", "b_blue.png"]]
 */
export function groupFiles(
  files: readonly string[],
  {
    allowMissing,
  }: {
    /** A channel that samples may lack. */
    readonly allowMissing?: 'er' | undefined;
  } = {},
): Sample[] {
  const stranger = files.find(
    (file) => (parseFileInColorFolder(file) ?? parseChannelFile(file) ?? parseMask(file)) === undefined,
  );
  if (stranger !== undefined) {
    const found = parseComposite(stranger) === undefined ? '' : '; found a composite of several colors';
    throw new Error(`${stranger}: expected a name such as ${NAMING_RULE}${found}`);
  }
  return [...collectImageSets(files, { colorFolders: true })].map(([id, found]) => ({
    id,
    labels: [],
    channels: completeFiles(found, {
      allowMissing,
      expected: (color) => `${id}_${color} among the files given`,
    }),
  }));
}
