import type { CellImage } from './cell-image.js';
import { listChannels } from './list-channels.js';

/** Quantiles of the levels of each channel. */
const QUANTILES = [0.1, 0.5, 0.9, 0.99];

/**
 * Summarizes an image without regard to where anything is: features for a baseline that any image model should beat.
 *
 * Gray levels are scaled to [0, 1]. A channel of one gray level has correlation 0 with the others.
 *
 * @returns For each channel six numbers: mean, standard deviation and the quantiles 0.1, 0.5, 0.9 and 0.99 (the lowest level that this
 * share of the pixels does not exceed); then the correlation of each pair of channels. Of four channels, these are 30 numbers.
 *
 * @example
 * import { channelStatistics } from '@hpa/data';
 * const image = { height: 1, width: 2, data: Uint8Array.of(0, 51, 0, 0, 255, 51, 0, 0) };
 * [...channelStatistics(image).slice(0, 8)]; // [0.5, 0.5, 0, 0, 1, 1, 0.2, 0]
 */
export function channelStatistics(image: CellImage): Float64Array {
  const { height, width, data } = image;
  const pixels = height * width;
  const channels = [...listChannels(image).keys()];
  const count = channels.length;
  const sums = new Float64Array(count);
  const products = new Float64Array(count ** 2);
  const histograms = channels.map(() => new Uint32Array(256));
  for (let at = 0; at < data.length; at += count) {
    for (const a of channels) {
      const level = data[at + a]!;
      sums[a]! += level;
      histograms[a]![level]!++;
      for (let b = a; b < count; b++) {
        products[a * count + b]! += level * data[at + b]!;
      }
    }
  }
  const covariance = (a: number, b: number) =>
    products[a * count + b]! / pixels - (sums[a]! / pixels) * (sums[b]! / pixels);
  const deviations = channels.map((channel) => Math.sqrt(Math.max(0, covariance(channel, channel))));
  const perChannel = channels.flatMap((channel) => [
    sums[channel]! / pixels / 255,
    deviations[channel]! / 255,
    ...QUANTILES.map((share) => quantile(histograms[channel]!, share * pixels) / 255),
  ]);
  const correlations = channels.flatMap((a) =>
    channels.slice(a + 1).map((b) => {
      const scale = deviations[a]! * deviations[b]!;
      return scale === 0 ? 0 : covariance(a, b) / scale;
    }),
  );
  return Float64Array.from([...perChannel, ...correlations]);
}

function quantile(histogram: Uint32Array, rank: number): number {
  let below = 0;
  return histogram.findIndex((count) => {
    below += count;
    return below >= rank;
  });
}
