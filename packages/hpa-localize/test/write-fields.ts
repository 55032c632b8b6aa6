import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { syntheticField } from '@hpa/data';
import sharp from 'sharp';

/** Rows and columns of each field. */
export const SIDE = 48;
/** The endings of the names of a field's files. */
export const COLORS = ['red', 'green', 'blue', 'yellow'];

/** Three cells of 16 x 12 pixels well inside of a field of 48 x 48, and one at its border. */
const BOXES: readonly (readonly [label: number, top: number, left: number])[] = [
  [3, 2, 4],
  [11, 24, 4],
  [20, 24, 30],
  [7, 2, 36],
];

/** Writes fields whose cells have levels of their own, each with its mask. */
export async function writeFields(
  folder: string,
  ids: readonly string[],
  { masks = ids }: { masks?: readonly string[] } = {},
) {
  await mkdir(folder, { recursive: true });
  for (const [field, id] of ids.entries()) {
    for (const [channel, color] of [...COLORS, 'mask'].entries()) {
      const pixels = new Uint8Array(SIDE * SIDE).fill(color === 'mask' ? 0 : 9);
      for (const [label, top, left] of BOXES) {
        for (let row = top; row < top + 16; row++) {
          for (let column = left; column < left + 12; column++) {
            const level = (37 * label + 11 * channel + 5 * field + 3 * row + 7 * column) % 256;
            pixels[row * SIDE + column] = color === 'mask' ? label : level;
          }
        }
      }
      if (color !== 'mask' || masks.includes(id)) {
        await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 1 } })
          .toColourspace('b-w')
          .png()
          .toFile(join(folder, `${id}_${color}.png`));
      }
    }
  }
}

/** A field of 96 x 128 pixels of five drawn cells, all of them whole. */
export const DRAWN = syntheticField({ height: 96, width: 128, cells: 5, location: 25, seed: 1 }).image;

/** Writes a drawn field without a mask. */
export async function writeDrawnField(folder: string, id: string, { height, width, data } = DRAWN) {
  await mkdir(folder, { recursive: true });
  for (const [channel, color] of COLORS.entries()) {
    const pixels = Uint8Array.from({ length: height * width }, (_, pixel) => data[4 * pixel + channel]!);
    await sharp(pixels, { raw: { width, height, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(join(folder, `${id}_${color}.png`));
  }
}
