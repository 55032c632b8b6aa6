import { labelRuns } from '../../fields/label-runs.js';
import { type MeasuredCell, measureCells } from '../../fields/measure-cells.js';
import { chooseByHistograms } from '../../levels/choose-by-histograms.js';
import type { ChannelFiles } from '../../sample.js';
import { segmentCells } from '../../segmentation/segment-cells.js';
import { channelHistograms } from '../decoding/channel-histograms.js';
import { joinChannels } from '../decoding/join-channels.js';
import { nameFiles } from '../decoding/name-files.js';
import { decodeChannels, type Reading } from '../decoding/read-cell-image.js';

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
  reading: Pick<Reading, 'pageOrder' | 'channelOrder'>,
): Promise<MeasuredCell[]> {
  const files: Readonly<Partial<Record<string, string>>> = channels;
  if (files.nucleus === undefined) {
    throw new Error(`${nameFiles(channels)}: expected a channel of nuclei, to find cells by; there is none`);
  }
  const { pageOrder, channelOrder } = reading;
  const looked = await channelHistograms(channels, { ...(pageOrder && { pageOrder }), channelOrder });
  const levels = chooseByHistograms(
    looked.map((histogram) => ({ id: nameFiles(channels), ...histogram })),
    'auto',
  );
  const { file, planes } = await decodeChannels(channels, { ...reading, levels });
  const image = await joinChannels(planes, { file });
  const mask = { height: image.height, width: image.width, data: segmentCells(image) };
  const cells = measureCells(mask);
  if (cells.length === 0) {
    throw new Error(
      `${files.nucleus}: expected nuclei, to find cells by; found none (lay a label mask beside it, or leave it out, as --skip-bad of the commands does)`,
    );
  }
  return cells.map((cell) => ({ ...cell, runs: Uint32Array.from(labelRuns(mask, cell)) }));
}
