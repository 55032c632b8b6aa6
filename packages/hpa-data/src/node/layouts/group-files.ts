import type { ChannelName } from '../../image/cell-image.js';
import type { Sample } from '../../sample.js';
import { channelNaming } from './channel-naming.js';
import { collectImageSets } from './collect-image-sets.js';
import { completeFiles } from './complete-files.js';
import {
  namingRule,
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
 * @throws RangeError if `channels` cannot be used, as in `readLayout`.
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
    channels,
    allowMissing = [],
  }: {
    /** What names of files call the channels, as `readLayout` has it. */
    readonly channels?: Readonly<Record<ChannelName, string>> | undefined;
    /** Channels that samples may lack. */
    readonly allowMissing?: ChannelName | readonly ChannelName[] | undefined;
  } = {},
): Sample[] {
  const naming = channelNaming(channels);
  const stranger = files.find(
    (file) =>
      (parseFileInColorFolder(file, naming) ?? parseChannelFile(file, naming) ?? parseMask(file)) ===
      undefined,
  );
  if (stranger !== undefined) {
    const found =
      parseComposite(stranger, naming) === undefined ? '' : '; found a composite of several colors';
    throw new Error(`${stranger}: expected a name such as ${namingRule(naming)}${found}`);
  }
  return [...collectImageSets(files, { naming, colorFolders: true })].map(([id, found]) => ({
    id,
    labels: [],
    channels: completeFiles(found, {
      naming,
      allowMissing: [allowMissing].flat(),
      expected: (channel) => `${id}_${naming.wordsOf(channel)[0]} among the files given`,
    }),
  }));
}
