import type { CellImage } from '../image/cell-image.js';
import { seededRandom } from '../seeded-random.js';
import { drawChannels } from './channels/draw-channels.js';
import { cellShape } from './drawing/cell-shape.js';
import { drawExposure } from './drawing/draw-exposure.js';

/** Minimum height and width in pixels; below, the structures of a cell merge. */
export const MINIMUM_CELL_SIZE = 32;

/** Draws the cell that a seed, any safe integer, gives, with its protein at the locations. */
export function drawCell({
  locations,
  seed,
  size,
}: {
  readonly locations: readonly number[];
  readonly seed: number;
  readonly size: number;
}): CellImage {
  const streamOf = (name: string) => seededRandom(['synthetic cell', seed, name]);
  const shape = cellShape(streamOf('shape'), { size });
  const planes = drawChannels(shape, { locations, streamOf });
  const data = new Uint8Array(size * size * planes.length);
  const camera = streamOf('camera');
  for (const [channel, { values }] of planes.entries()) {
    const record = drawExposure(camera);
    for (const [pixel, intensity] of values.entries()) {
      data[pixel * planes.length + channel] = record(intensity);
    }
  }
  return { height: size, width: size, data };
}
