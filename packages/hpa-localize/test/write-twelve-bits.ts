import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/**
 * Copies a folder of 8-bit PNG, and stores their levels, 16 times as high, as a camera of 12 bits does: in TIFF of 16 bits.
 *
 * @param options.only Chooses the files, by their names; all by default.
 */
export async function writeTwelveBits(
  from: string,
  { to, only = () => true }: { readonly to: string; readonly only?: (name: string) => boolean },
): Promise<void> {
  await cp(from, to, { recursive: true });
  const names = await readdir(to, { recursive: true });
  for (const name of names.filter((each) => each.endsWith('.png') && only(each))) {
    const path = join(to, name);
    const { data, info } = await sharp(path).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    const { height, width } = info;
    const levels = Uint16Array.from(data, (level) => level * 16);
    await rm(path);
    await sharp(levels, { raw: { height, width, channels: 1 } })
      .toColourspace('grey16')
      .tiff({ compression: 'none' })
      .toFile(path.replace(/\.png$/, '.tif'));
  }
}
