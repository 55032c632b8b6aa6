import type { CellImage } from '../../image/cell-image.js';
import type { ChannelFiles, Sample } from '../../sample.js';
import { cutCell, type Field } from './cut-cell.js';
import { joinChannels } from './join-channels.js';
import { readLabelMask } from './label-mask.js';
import { channelsToRead, decodeChannels, type Reading, readCellImage } from './read-cell-image.js';

/**
 * Makes a function that reads samples as `readCellImage` does, and keeps the field that it decoded last: cells of one field that are asked
 * for in a row decode it once. Fields are decoded one after another, so that memory is that of two, however many cells are asked for.
 */
export function fieldReader(
  reading: Reading,
): (sample: Pick<Sample, 'channels' | 'cell' | 'pixelSize'>) => Promise<CellImage> {
  const { height, width, scale } = reading;
  let last: { readonly key: string; readonly field: Promise<Field> } | undefined;
  return async ({ channels, cell, pixelSize }) => {
    if (cell === undefined) {
      return readCellImage(channels, { ...reading, pixelSize });
    }
    const key = JSON.stringify([channels, cell.mask]);
    if (last?.key !== key) {
      last = { key, field: decodeField(channels, { after: last?.field, mask: cell.mask, reading }) };
    }
    const field = await last.field;
    const planes = cutCell(field, { cell, height, width, pixelSize, scale });
    const names = channelsToRead(channels, reading);
    return joinChannels(planes, { names, file: field.file, height, width });
  };
}

async function decodeField(
  channels: ChannelFiles,
  {
    after,
    mask: file,
    reading,
  }: {
    /** The field that is decoded before; whether it can be is told to those who ask for its cells. */
    readonly after: Promise<Field> | undefined;
    /** The file of the label mask, if the field has one. */
    readonly mask: string | undefined;
    readonly reading: Reading;
  },
): Promise<Field> {
  await Promise.allSettled([after]);
  const mask = file === undefined ? undefined : await readLabelMask(file);
  return { ...(await decodeChannels(channels, reading)), mask };
}
