import { join } from 'node:path';
import { channelNames } from '../cell-image.js';
import type { ChannelFiles } from '../sample.js';
import { channelColours } from './channel-colours.js';

/** Options of {@link channelFilesOf}. */
export interface ChannelFilesOfOptions {
  /** Folder of the files. */
  readonly directory: string;
}

/** Names the four files of a picture in the Kaggle layout: {id}_red.png, _green, _blue and _yellow. */
export function channelFilesOf(id: string, { directory }: ChannelFilesOfOptions): ChannelFiles {
  const [microtubules, protein, nucleus, er] = channelNames.map((name) =>
    join(directory, `${id}_${channelColours[name]}.png`),
  );
  return { microtubules: microtubules!, protein: protein!, nucleus: nucleus!, er: er! };
}
