import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readCellImage } from '@hpa/data/node';
import sharp from 'sharp';
import { digest } from '../digest.js';
import type { FuzzTarget } from '../fuzz-target.js';
import { SIDE, smallGray } from './small-cells.js';

/** Memory that an image at the stated limit of 67,108,864 pixels takes: 16 bits a pixel, and their copy in 8 bits for each channel. */
const LIMIT_BYTES = 6 * 67_108_864;

const gray = () =>
  sharp(smallGray(0), { raw: { width: SIDE, height: SIDE, channels: 1 } }).toColourspace('b-w');
const gray16 = () => {
  const wide = Uint16Array.from(smallGray(1), (level) => level * 257);
  return sharp(wide, { raw: { width: SIDE, height: SIDE, channels: 1 } }).toColourspace('grey16');
};
const color = () => {
  const levels = [0, 1, 2].map(smallGray);
  const data = Buffer.from([...levels[0]!.keys()].flatMap((at) => levels.map((channel) => channel[at]!)));
  return sharp(data, { raw: { width: SIDE, height: SIDE, channels: 3 } });
};

/** A file that holds one channel. */
const one = (name: string, file: string, encode: () => Promise<Buffer>): FuzzTarget => ({
  name,
  files: [file],
  sealed: file.endsWith('.png'),
  limitBytes: LIMIT_BYTES,
  async write(folder) {
    await writeFile(join(folder, file), await encode());
    for (const other of ['microtubules', 'nucleus']) {
      await writeFile(join(folder, `${other}.png`), await gray().png().toBuffer());
    }
  },
  async read(folder) {
    const { height, width, data } = await readCellImage({
      microtubules: join(folder, 'microtubules.png'),
      protein: join(folder, file),
      nucleus: join(folder, 'nucleus.png'),
    });
    return digest([height, width, data]);
  },
});

/** A file that holds red, green and blue. */
const three = (name: string, file: string, encode: () => Promise<Buffer>): FuzzTarget => ({
  ...one(name, file, encode),
  async read(folder) {
    const path = join(folder, file);
    const { height, width, data } = await readCellImage({ microtubules: path, protein: path, nucleus: path });
    return digest([height, width, data]);
  },
});

/** Pictures of every format and depth. */
export const IMAGE_TARGETS: readonly FuzzTarget[] = [
  one('PNG, gray, 8 bits', 'cell.png', () => gray().png().toBuffer()),
  one('PNG, gray, 16 bits', 'cell.png', () => gray16().png().toBuffer()),
  one('PNG, gray, 1 bit', 'cell.png', () =>
    gray().threshold(128).png({ colours: 2, palette: false }).toBuffer(),
  ),
  three('PNG, color', 'cell.png', () => color().png().toBuffer()),
  one('JPEG, gray', 'cell.jpg', () => gray().jpeg().toBuffer()),
  three('JPEG, color, progressive', 'cell.jpg', () => color().jpeg({ progressive: true }).toBuffer()),
  one('TIFF, gray, 8 bits', 'cell.tif', () => gray().tiff({ compression: 'none' }).toBuffer()),
  one('TIFF, gray, 16 bits, LZW', 'cell.tif', () =>
    gray16().tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer(),
  ),
  one('TIFF, gray, deflate, tiles', 'cell.tif', () =>
    gray().tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
  ),
  three('TIFF, color', 'cell.tif', () => color().tiff({ compression: 'none' }).toBuffer()),
  one('TIFF, gray, gzip', 'cell.tif.gz', async () =>
    gzipSync(await gray().tiff({ compression: 'none' }).toBuffer()),
  ),
];
