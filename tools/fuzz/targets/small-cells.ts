import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** The colors of the channels, as files are named by them. */
export const COLORS = ['red', 'green', 'blue', 'yellow'] as const;

/** Rows and columns of the small pictures. */
export const SIDE = 16;

/** A gray ramp with a bright row, each number another: 8 bits a pixel. */
export function smallGray(number: number): Buffer {
  return Buffer.from(
    Array.from({ length: SIDE * SIDE }, (_, at) =>
      Math.floor(at / SIDE) === number % SIDE ? 255 : (at * (3 + number)) % 251,
    ),
  );
}

/** Writes the four gray PNG files of each id, `{id}_red.png` and so on. */
export async function writeSmallCells(folder: string, ids: readonly string[]): Promise<void> {
  for (const [number, id] of ids.entries()) {
    for (const [channel, color] of COLORS.entries()) {
      const path = join(folder, `${id}_${color}.png`);
      await mkdir(dirname(path), { recursive: true });
      await sharp(smallGray(4 * number + channel), { raw: { width: SIDE, height: SIDE, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toFile(path);
    }
  }
}
