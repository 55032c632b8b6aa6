import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { InputsOptions } from '../../batches/image-store.js';
import type { CellImage, ChannelName } from '../../image/cell-image.js';
import { sayChannels } from '../../image/list-channels.js';
import { type Orientation, orientImage } from '../../image/orient-image.js';
import { writeModelInput } from '../../image/to-model-input.js';
import { sharedFloat32 } from '../decoding/shared-float32.js';

/** Where an image lies in an open shard, and its checksum. */
export interface ImagePlace {
  /** Path of the shard, for errors. */
  readonly path: string;
  /** Descriptor of the shard, which the threads of a process share. */
  readonly fd: number;
  /** Position of the image in the shard. */
  readonly at: number;
  /** CRC-32 of its pixels. */
  readonly checksum: number;
}

/** An image of a batch. */
export interface ImageToRead {
  /** Id of its sample, for errors. */
  readonly id: string;
  readonly place: ImagePlace;
  readonly orientation: Orientation;
  /** Whether its checksum was compared before. */
  readonly checked: boolean;
  /** The image, if it is at hand already. */
  readonly image: CellImage | undefined;
}

/** Prepared images to turn into model input. */
export interface ReadInputsJob extends InputsOptions {
  readonly images: readonly ImageToRead[];
  /** The channels of every image. */
  readonly channels: readonly ChannelName[];
}

/**
 * Reads prepared images and makes model input of them, synchronously.
 *
 * @throws Error naming sample and shard if an image is damaged.
 */
export function readInputs({ images, channels, input, memory }: ReadInputsJob): Float32Array {
  const { height, width } = input;
  const rowLength = height * width * input.channels.length;
  const data = sharedFloat32(memory, images.length * rowLength);
  const levels = new Uint8Array(height * width * channels.length);
  for (const [row, toRead] of images.entries()) {
    const image = toRead.image ?? {
      height,
      width,
      ...sayChannels(channels),
      data: readLevels(toRead, levels),
    };
    const oriented = toRead.orientation === 0 ? image : orientImage(image, toRead.orientation);
    writeModelInput(oriented, { input, target: data.subarray(row * rowLength, (row + 1) * rowLength) });
  }
  return data;
}

function readLevels({ id, place, checked }: ImageToRead, levels: Uint8Array): Uint8Array {
  const bytesRead = readSync(place.fd, levels, 0, levels.length, place.at * levels.length);
  if (bytesRead !== levels.length || (!checked && crc32(levels) !== place.checksum)) {
    throw new Error(`sample ${id}: ${describeDamage(place)}`);
  }
  return levels;
}

/** Says that an image is damaged, and how to repair it. */
export function describeDamage({ path, at }: ImagePlace): string {
  return `${path}: image ${at} is damaged; run prepare again to rebuild this shard`;
}
