import type { CellImage } from '../../image/cell-image.js';
import { seededRandom } from '../../seeded-random.js';
import { drawChannels } from '../channels/draw-channels.js';
import { drawExposure } from '../drawing/draw-exposure.js';
import { softInside } from '../drawing/soft-inside.js';
import { lightField } from './light-field.js';
import { type FieldMasks, outlineCells } from './outline-cells.js';
import { type PlacedCell, placeCells, sharedRows } from './place-cells.js';

/** Index of the protein among the channels. */
const PROTEIN = 1;

/** Index of the nucleus among the channels. */
const NUCLEUS = 2;

/** A field and what is where in it. */
export interface DrawnField extends FieldMasks {
  readonly image: CellImage;
}

/**
 * Draws a field of cells, as a microscope shows it: cells of unlike brightness, light from out of focus, uneven
 * illumination, haze, specks of DNA, and the noise of the camera.
 *
 * @throws RangeError if the field has no room for the cells.
 */
export function drawField({
  height,
  width,
  cells,
  diameter,
  locations,
  seed,
}: {
  readonly height: number;
  readonly width: number;
  readonly cells: number;
  /** Mean diameter of a cell in pixels. */
  readonly diameter: number;
  readonly locations: readonly number[];
  readonly seed: number;
}): DrawnField {
  const placed = placeCells({ height, width, cells, diameter, seed });
  const masks = outlineCells(placed, { height, width });
  const channels = [0, 1, 2, 3].map(() => new Float32Array(height * width));
  for (const [index, cell] of placed.entries()) {
    addCell(channels, { cell, index, mask: masks.mask, locations, seed, height, width });
  }
  const data = new Uint8Array(height * width * channels.length);
  for (const [channel, light] of channels.entries()) {
    const random = seededRandom(['synthetic field', seed, 'camera', channel]);
    const specks = channel === NUCLEUS ? Math.ceil(cells / 8) : 0;
    const seen = lightField(light, { height, width, diameter, specks, random });
    const record = drawExposure(random);
    for (let pixel = 0; pixel < seen.length; pixel++) {
      data[pixel * channels.length + channel] = record(seen[pixel]!);
    }
  }
  return { image: { height, width, data }, ...masks };
}

/** Adds the light of one cell: all of it where the pixel is its own, and beyond its outline what fades into the background. */
function addCell(
  channels: readonly Float32Array[],
  {
    cell,
    index,
    mask,
    locations,
    seed,
    height,
    width,
  }: {
    readonly cell: PlacedCell;
    readonly index: number;
    readonly mask: Int32Array;
    readonly locations: readonly number[];
    readonly seed: number;
    readonly height: number;
    readonly width: number;
  },
): void {
  const streamOf = (name: string) => seededRandom(['synthetic field', seed, name, index]);
  const brightness = streamOf('brightness');
  const planes = drawChannels(cell.shape, { locations, streamOf });
  for (const [channel, { values }] of planes.entries()) {
    const factor = brightness.within([0.5, 1.2]);
    const light = channels[channel]!;
    for (const { field, square, length } of sharedRows(cell, { height, width })) {
      for (let x = 0; x < length; x++) {
        const owner = mask[field + x];
        const depth = cell.shape.rim.values[square + x]!;
        if (owner === index + 1 || (owner === 0 && depth > 1)) {
          // The levels of the protein do not end at the outline by themselves.
          const cover = channel === PROTEIN ? softInside(depth) : 1;
          light[field + x]! += factor * cover * values[square + x]!;
        }
      }
    }
  }
}
