import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { InputLoaderOptions, ModelInputs } from '../../batches/input-loader.js';
import { channelNames } from '../../image/cell-image.js';
import { channelCount } from '../../image/compose-channels.js';
import { type Orientation, orientImage } from '../../image/orient-image.js';
import { writeModelInput } from '../../image/to-model-input.js';
import { sharedFloat32 } from './shared-float32.js';

/** Where a picture lies in an open shard, and its checksum. */
export interface PicturePlace {
  /** Path of the shard, for errors. */
  readonly path: string;
  /** Descriptor of the shard, which threads of a process share. */
  readonly fd: number;
  /** Number of the picture in the shard. */
  readonly at: number;
  /** CRC-32 of its pixels. */
  readonly checksum: number;
}

/** Some prepared pictures to turn into model input. */
export interface ReadInputsJob extends InputLoaderOptions {
  /** Height and width of each, pixels. */
  readonly size: number;
  readonly pictures: readonly PictureToRead[];
}

/** A picture of a batch. */
export interface PictureToRead {
  /** Id of its sample, for errors. */
  readonly id: string;
  readonly place: PicturePlace;
  readonly orientation: Orientation;
  /** Whether its checksum was found right before. */
  readonly checked: boolean;
}

/**
 * Reads prepared pictures and makes model input of them, synchronously.
 *
 * @throws Error naming sample and shard where a picture is damaged.
 */
export function readInputs({ size, pictures, memory, ...input }: ReadInputsJob): ModelInputs {
  const rowLength = size ** 2 * channelCount(input.composition);
  const data = sharedFloat32(memory, pictures.length * rowLength);
  const levels = new Uint8Array(size ** 2 * channelNames.length);
  const image = { height: size, width: size, data: levels };
  for (const [row, { id, place, orientation, checked }] of pictures.entries()) {
    const bytesRead = readSync(place.fd, levels, 0, levels.length, place.at * levels.length);
    if (bytesRead !== levels.length || (!checked && crc32(levels) !== place.checksum)) {
      throw new Error(`sample ${id}: ${damagedPicture(place)}`);
    }
    const oriented = orientation === 0 ? image : orientImage(image, orientation);
    writeModelInput(oriented, { ...input, input: data.subarray(row * rowLength, (row + 1) * rowLength) });
  }
  return { height: size, width: size, data };
}

/** Says of a picture that it is damaged, and what mends it. */
export function damagedPicture({ path, at }: PicturePlace): string {
  return `${path}: picture ${at} is damaged; run prepare again to build this shard anew`;
}
