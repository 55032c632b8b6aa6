import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { CellImage, Sample } from '../../../src/index.js';

/**
 * The mask of a field of six by eight pixels: cell 2 is at its border, cell 5 has five pixels, cell 12 one, and cell 9 is beside 5.
 */
export const MASK: readonly (readonly number[])[] = [
  [0, 0, 0, 0, 0, 0, 0, 0],
  [0, 5, 5, 0, 0, 2, 2, 2],
  [0, 5, 5, 9, 0, 0, 2, 2],
  [0, 5, 9, 9, 0, 0, 0, 2],
  [0, 0, 0, 0, 12, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0],
];

/** The level of a channel of a field at a pixel: another one for each channel and pixel. */
export function levelAt(channel: number, row: number, column: number): number {
  return 50 * channel + 8 * row + column + 1;
}

/** Writes rows of levels as a gray PNG of 8 or 16 bits. */
export async function writeGray(
  file: string,
  rows: readonly (readonly number[])[],
  { bits = 8 }: { readonly bits?: 8 | 16 } = {},
): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  const levels = bits === 8 ? Uint8Array.from(rows.flat()) : Uint16Array.from(rows.flat());
  await sharp(levels, { raw: { height: rows.length, width: rows[0]!.length, channels: 1 } })
    .toColourspace(bits === 8 ? 'b-w' : 'grey16')
    .png()
    .toFile(file);
  return file;
}

/** Writes the channels and the mask of a field, all of {@link MASK}'s size. */
export async function writeField(
  folder: string,
  {
    id,
    mask = MASK,
    maskName = `${id}_mask.png`,
  }: {
    readonly id: string;
    /** The mask; null writes none. */
    readonly mask?: readonly (readonly number[])[] | null;
    readonly maskName?: string;
  },
): Promise<Sample> {
  const write = (color: string, channel: number) =>
    writeGray(
      join(folder, `${id}_${color}.png`),
      MASK.map((row, y) => row.map((_, x) => levelAt(channel, y, x))),
    );
  const channels = {
    microtubules: await write('red', 0),
    protein: await write('green', 1),
    nucleus: await write('blue', 2),
    er: await write('yellow', 3),
  };
  if (mask !== null) {
    await writeGray(join(folder, maskName), mask, { bits: 16 });
  }
  return { id, labels: [3], channels };
}

/** Writes a drawn field without its mask, as files of 8 bits, or of 12 bits in 16. */
export async function writeDrawnField(
  folder: string,
  { id, image, bits = 8 }: { readonly id: string; readonly image: CellImage; readonly bits?: 8 | 12 },
): Promise<Sample> {
  const { height, width, data } = image;
  const write = (color: string, channel: number) =>
    writeGray(
      join(folder, `${id}_${color}.png`),
      Array.from({ length: height }, (_, y) =>
        Array.from(
          { length: width },
          (__, x) => data[(y * width + x) * 4 + channel]! * (bits === 8 ? 1 : 16) + (bits === 8 ? 0 : 7),
        ),
      ),
      { bits: bits === 8 ? 8 : 16 },
    );
  const channels = {
    microtubules: await write('red', 0),
    protein: await write('green', 1),
    nucleus: await write('blue', 2),
    er: await write('yellow', 3),
  };
  return { id, labels: [], channels };
}
