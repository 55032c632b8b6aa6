import { type ChannelName, channelNames } from '../image/cell-image.js';
import type { Sample } from '../sample.js';
import type { SkippedSample } from '../skipped-sample.js';
import { type ImageLoader, loadImages } from './load-images.js';

/** Grey levels of one stain, in [0, 1]. */
export interface StainMoments {
  readonly mean: number;
  /** Over all pixels, of which there are too many for n - 1 to matter. */
  readonly standardDeviation: number;
}

/** The stains of the pictures of one source. */
export interface SourceMoments {
  /** Pictures measured. */
  readonly pictures: number;
  readonly stains: Readonly<Record<ChannelName, StainMoments>>;
}

/** Options of {@link measureStains}. */
export interface MeasureStainsOptions {
  /** Fetches and decodes one image. */
  readonly load: ImageLoader;
  /** Which source a sample is from, such as a microscope, a plate or a part of a split; all are one by default. */
  readonly sourceOf?: (sample: Sample) => string;
  /** Told of each sample that cannot be loaded, which is then passed over; without it the first throws. */
  readonly skip?: (skipped: SkippedSample) => void;
}

/** Pixels, sum and sum of squares of each stain; of 8-bit levels, so exact for 100,000 pictures of 1000x1000. */
interface Sums {
  pictures: number;
  pixels: number;
  readonly levels: number[];
  readonly squares: number[];
}

/**
 * Measures mean and standard deviation of each stain over all pixels of each source, picture by picture, so that a
 * source that was stained or exposed otherwise shows.
 *
 * @returns By source, in the order in which they first occur.
 * @throws Error naming the sample that cannot be loaded, unless `skip` is given.
 */
export async function measureStains(
  samples: readonly Sample[],
  { load, sourceOf = () => 'all', skip }: MeasureStainsOptions,
): Promise<Map<string, SourceMoments>> {
  const sums = new Map<string, Sums>();
  for await (const { sample, image } of loadImages(samples, { load, ...(skip && { skip }) })) {
    const source = sourceOf(sample);
    const own = sums.get(source) ?? { pictures: 0, pixels: 0, levels: [0, 0, 0, 0], squares: [0, 0, 0, 0] };
    own.pictures++;
    own.pixels += image.height * image.width;
    addLevels(image.data, own);
    sums.set(source, own);
  }
  return new Map([...sums].map(([source, own]) => [source, momentsOf(own)]));
}

function addLevels(data: Uint8Array, { levels, squares }: Sums): void {
  for (let channel = 0; channel < channelNames.length; channel++) {
    let sum = 0;
    let sumOfSquares = 0;
    for (let at = channel; at < data.length; at += channelNames.length) {
      const level = data[at]!;
      sum += level;
      sumOfSquares += level * level;
    }
    levels[channel]! += sum;
    squares[channel]! += sumOfSquares;
  }
}

function momentsOf({ pictures, pixels, levels, squares }: Sums): SourceMoments {
  const [microtubules, protein, nucleus, er] = channelNames.map((_, channel): StainMoments => {
    const mean = levels[channel]! / pixels;
    const variance = Math.max(0, squares[channel]! / pixels - mean ** 2);
    return { mean: mean / 255, standardDeviation: Math.sqrt(variance) / 255 };
  });
  return {
    pictures,
    stains: { microtubules: microtubules!, protein: protein!, nucleus: nucleus!, er: er! },
  };
}
