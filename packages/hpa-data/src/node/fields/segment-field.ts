import { labelRuns } from '../../fields/label-runs.js';
import { type MeasuredCell, measureCells } from '../../fields/measure-cells.js';
import { chooseByHistograms } from '../../levels/choose-by-histograms.js';
import type { ChannelFiles } from '../../sample.js';
import { segmentCells } from '../../segmentation/segment-cells.js';
import { channelHistograms } from '../decoding/channel-histograms.js';
import { joinChannels } from '../decoding/join-channels.js';
import { nameFiles } from '../decoding/name-files.js';
import { channelsToRead, decodeChannels, type Reading } from '../decoding/read-cell-image.js';

/**
 * Finds the cells of a field by `segmentCells`, with their pixels.
 *
 * They depend on the files of the field alone, not on the levels that other fields or a model ask for: levels of 8 bits are taken as they
 * are, all others by the percentiles of this field.
 *
 * @throws Error naming the files if they cannot be read, have no channel of nuclei, or no nucleus is found.
 */
export async function segmentField(
  channels: ChannelFiles,
  reading: Pick<Reading, 'channels' | 'pageOrder' | 'channelOrder'>,
): Promise<MeasuredCell[]> {
  if (channels.nucleus === undefined) {
    throw new Error(`${nameFiles(channels)}: expected a channel of nuclei, to find cells by; there is none`);
  }
  const names = channelsToRead(channels, reading);
  const looked = await channelHistograms(channels, reading);
  const levels = chooseByHistograms(
    looked.map((histogram) => ({ id: nameFiles(channels), ...histogram })),
    { asked: 'auto', channels: names },
  );
  const { file, planes } = await decodeChannels(channels, { ...reading, levels });
  const image = await joinChannels(planes, { names, file });
  const mask = { height: image.height, width: image.width, data: segmentCells(image, growOverOf(channels)) };
  const cells = measureCells(mask);
  if (cells.length === 0) {
    throw new Error(
      `${channels.nucleus}: expected nuclei, to find cells by; found none (lay a label mask beside it, or leave it out, as --skip-bad of the commands does)`,
    );
  }
  return cells.map((cell) => ({ ...cell, runs: Uint32Array.from(labelRuns(mask, cell)) }));
}

/** What shows the bodies of cells that are not stained as those of the Atlas: every channel but that of nuclei. */
function growOverOf(channels: ChannelFiles): { readonly growOver?: readonly string[] } {
  const isStained = channels.microtubules !== undefined || channels.er !== undefined;
  const others = Object.keys(channels).filter((name) => name !== 'nucleus');
  return isStained || others.length === 0 ? {} : { growOver: others };
}
