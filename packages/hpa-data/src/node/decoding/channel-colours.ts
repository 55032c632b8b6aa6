import type { ChannelName } from '../../image/cell-image.js';

/** The colour in which the Human Protein Atlas shows each stain, and by which its files are named. */
export const channelColours: Readonly<Record<ChannelName, string>> = {
  microtubules: 'red',
  protein: 'green',
  nucleus: 'blue',
  er: 'yellow',
};
