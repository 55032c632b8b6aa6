import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syntheticField } from '@hpa/data';
import sharp from 'sharp';

/**
 * Writes a drawn field of 192 x 256 pixels of 0.1 micrometers as an OME-TIFF of 12 bits in 16, with its label mask, as a camera of larger
 * pixels takes it: each is the mean of `binning` by `binning` of the drawn ones.
 */
export async function writeScaledField(
  folder: string,
  { id = 'a', binning, seed = 2 }: { readonly id?: string; readonly binning: number; readonly seed?: number },
): Promise<void> {
  const { image, mask } = syntheticField({ height: 192, width: 256, cells: 4, location: 25, seed });
  await mkdir(folder, { recursive: true });
  const [height, width] = [image.height / binning, image.width / binning];
  const pages = [0, 1, 2, 3].map((channel) =>
    Uint16Array.from({ length: height * width }, (_, pixel) => {
      let sum = 0;
      for (const from of block(pixel)) {
        sum += image.data[4 * from + channel]!;
      }
      return Math.round((16 * sum) / binning ** 2);
    }),
  );
  await writeFile(join(folder, `${id}.ome.tif`), omeTiff(pages, { height, width, size: 0.1 * binning }));
  const labels = Uint8Array.from({ length: height * width }, (_, pixel) => mask[block(pixel)[0]!]!);
  await sharp(labels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(join(folder, `${id}_mask.png`));

  /** The drawn pixels that a pixel is the mean of. */
  function block(pixel: number): number[] {
    const [top, left] = [Math.floor(pixel / width) * binning, (pixel % width) * binning];
    return Array.from({ length: binning ** 2 }, (_, index) => {
      const [row, column] = [Math.floor(index / binning), index % binning];
      return (top + row) * image.width + left + column;
    });
  }
}

/** Little-endian TIFF of gray pages of 16 bits, the first of which is described by OME-XML (TIFF 6.0, section 2). */
function omeTiff(
  pages: readonly Uint16Array[],
  { height, width, size }: { readonly height: number; readonly width: number; readonly size: number },
): Uint8Array {
  const names = ['tubulin', 'GFP', 'DAPI', 'ER'];
  const channels = names.map((name, index) => `<Channel ID="Channel:0:${index}" Name="${name}"/>`);
  const pixels = `DimensionOrder="XYCZT" SizeC="4" SizeZ="1" SizeT="1" SignificantBits="12" PhysicalSizeX="${size}" PhysicalSizeY="${size}"`;
  const text = Buffer.from(
    `<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image><Pixels ${pixels}>${channels.join('')}<TiffData/></Pixels></Image></OME>\0`,
  );
  const parts: Buffer[] = [Buffer.from('II*\0'), Buffer.alloc(4)];
  let length = 8;
  const push = (bytes: Buffer): number => {
    const at = length;
    const padded = Buffer.concat([bytes], bytes.length + (bytes.length % 2));
    parts.push(padded);
    length += padded.length;
    return at;
  };
  const textAt = push(text);
  let link = parts[1]!;
  for (const [page, levels] of pages.entries()) {
    const stripAt = push(Buffer.from(levels.buffer, levels.byteOffset, levels.byteLength));
    const fields: (readonly [tag: number, type: number, count: number, value: number])[] = [
      [256, 4, 1, width],
      [257, 4, 1, height],
      [258, 3, 1, 16],
      [259, 3, 1, 1],
      [262, 3, 1, 1],
      ...(page === 0 ? [[270, 2, text.length, textAt] as const] : []),
      [273, 4, 1, stripAt],
      [277, 3, 1, 1],
      [278, 4, 1, height],
      [279, 4, 1, levels.byteLength],
    ];
    const directory = Buffer.alloc(2 + 12 * fields.length);
    directory.writeUInt16LE(fields.length);
    for (const [index, [tag, type, count, value]] of fields.entries()) {
      const at = 2 + 12 * index;
      directory.writeUInt16LE(tag, at);
      directory.writeUInt16LE(type, at + 2);
      directory.writeUInt32LE(count, at + 4);
      directory.writeUInt32LE(value, at + 8);
    }
    link.writeUInt32LE(length);
    push(directory);
    // The directory ends with where the next one is.
    link = Buffer.alloc(4);
    parts.push(link);
    length += 4;
  }
  return Buffer.concat(parts);
}
