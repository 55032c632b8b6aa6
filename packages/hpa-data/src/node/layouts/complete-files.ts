import type { ChannelName } from '../../image/cell-image.js';
import type { ChannelFiles } from '../../sample.js';
import type { FoundFiles } from './collect-image-sets.js';
import type { ListOptions } from './layout.js';

/**
 * Returns the files of an image, in the order of the channels, if none is missing but those that may be.
 *
 * @throws Error naming the first missing file if there is one, and how many more there are.
 */
export function completeFiles(
  found: FoundFiles,
  {
    naming: { channels },
    allowMissing,
    expected,
  }: ListOptions & {
    /** Gives the path of a missing file, for messages. */
    readonly expected: (channel: ChannelName) => string;
  },
): ChannelFiles {
  const present = channels.filter((name) => found[name] !== undefined);
  const lacking = channels.filter((name) => found[name] === undefined);
  const missing = present.length === 0 ? lacking : lacking.filter((name) => !allowMissing.includes(name));
  if (missing.length > 0) {
    const more = missing.length === 1 ? '' : ` (and ${missing.length - 1} more)`;
    throw new Error(`missing channel file ${expected(missing[0]!)}${more}`);
  }
  return Object.fromEntries(present.map((name) => [name, found[name]!]));
}
