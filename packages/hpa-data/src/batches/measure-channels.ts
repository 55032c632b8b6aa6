import type { CellImage, ChannelName } from '../image/cell-image.js';
import { listChannels } from '../image/list-channels.js';
import type { Sample } from '../sample.js';
import type { SkippedSample } from '../skipped-sample.js';
import type { ImageStore } from './image-store.js';
import { loadImages } from './load-images.js';

/** Number of pixels, and per channel the sum of 8-bit levels and of their squares: exact for 100,000 images of 1000x1000. */
interface Sums {
  /** Names of the channels. */
  readonly names: readonly ChannelName[];
  imageCount: number;
  pixels: number;
  readonly levels: number[];
  readonly squares: number[];
}

/**
 * Measures mean and standard deviation of each channel over all pixels of each group of samples. A group that was
 * stained or exposed in another way stands out.
 *
 * @returns By group, in the order in which they first occur; without `groupBy` there is one group, `all`.
 * @throws Error naming the first sample if one fails to load and `skip` is not given, or has other channels than the others.
 *
 * @example
 * import { measureChannels, syntheticCells } from '@hpa/data';
 * const { samples, images } = syntheticCells({ classes: [0, 25], count: 4, seed: 1, size: 32 });
 * const moments = await measureChannels(samples, { images, groupBy: ({ labels }) => `class ${labels[0]}` });
 * [...moments.keys()].sort(); // ["class 0", "class 1"]
 */
export async function measureChannels(
  samples: readonly Sample[],
  {
    images,
    groupBy = () => 'all',
    skip,
  }: {
    /** Reads or draws each image. */
    readonly images: Pick<ImageStore, 'image'>;
    /** Names the group of a sample, such as its microscope, plate or split. */
    readonly groupBy?: (sample: Sample) => string;
    /** Called, in order, for each sample that fails to load; the sample is skipped. Without it, the first failure throws. */
    readonly skip?: ((skipped: SkippedSample) => void) | undefined;
  },
): Promise<
  Map<
    string,
    {
      /** Number of images measured. */
      readonly imageCount: number;
      /** Per channel, over all pixels: mean and population standard deviation of the levels, in [0, 1]. */
      readonly channels: Readonly<
        Record<ChannelName, { readonly mean: number; readonly standardDeviation: number }>
      >;
    }
  >
> {
  const groups = new Map<string, Sums>();
  for await (const { sample, image } of loadImages(samples, { images, skip })) {
    const group = groupBy(sample);
    const names = listChannels(image);
    const sums = groups.get(group) ?? {
      names,
      imageCount: 0,
      pixels: 0,
      levels: names.map(() => 0),
      squares: names.map(() => 0),
    };
    requireSameChannels(sample, { names, like: sums.names });
    sums.imageCount++;
    sums.pixels += image.height * image.width;
    addLevels(image, sums);
    groups.set(group, sums);
  }
  return new Map([...groups].map(([group, sums]) => [group, toMoments(sums)]));
}

function requireSameChannels(
  { id }: Sample,
  { names, like }: { readonly names: readonly ChannelName[]; readonly like: readonly ChannelName[] },
): void {
  if (names.join() !== like.join()) {
    throw new Error(
      `sample ${id}: expected an image of ${like.join(', ')} like the others; found ${names.join(', ')}`,
    );
  }
}

function addLevels({ data }: CellImage, { names, levels, squares }: Sums): void {
  for (let channel = 0; channel < names.length; channel++) {
    let sum = 0;
    let sumOfSquares = 0;
    for (let at = channel; at < data.length; at += names.length) {
      const level = data[at]!;
      sum += level;
      sumOfSquares += level * level;
    }
    levels[channel]! += sum;
    squares[channel]! += sumOfSquares;
  }
}

function toMoments({ names, imageCount, pixels, levels, squares }: Sums) {
  const channels = names.map((name, channel) => {
    const mean = levels[channel]! / pixels;
    const variance = Math.max(0, squares[channel]! / pixels - mean ** 2);
    return [name, { mean: mean / 255, standardDeviation: Math.sqrt(variance) / 255 }] as const;
  });
  return { imageCount, channels: Object.fromEntries(channels) };
}
