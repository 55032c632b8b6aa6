import { gaussianBlur } from '../image/gaussian-blur.js';
import { otsuThreshold } from './otsu-threshold.js';

/** Standard deviation of the smoothing, in radii of a nucleus: it closes the gaps between filaments and keeps the outline. */
const SMOOTHING = 0.12;

/**
 * How clearly each pixel shows the body of a cell: the logarithm of its smoothed level over the threshold between background
 * and cells, averaged over the channels.
 *
 * The threshold is Otsu's on those logarithms, so that the thin, dim rim of a cell counts with its bright middle. A channel
 * that is black everywhere says nothing.
 *
 * @param planes - Gray levels of the channels, at least one, row by row.
 * @returns Positive in cells, 0 or negative in the background.
 */
export function bodySignal(
  planes: readonly Float32Array[],
  {
    height,
    width,
    nucleusRadius,
  }: {
    readonly height: number;
    readonly width: number;
    /** In pixels. */
    readonly nucleusRadius: number;
  },
): Float32Array<ArrayBuffer> {
  const deviation = Math.max(1, SMOOTHING * nucleusRadius);
  const signal = new Float32Array(height * width);
  for (const plane of planes) {
    const logarithms = gaussianBlur(plane, { height, width, deviation }).map((level) =>
      Math.log1p(Math.max(0, level)),
    );
    const threshold = otsuThreshold(logarithms);
    for (let at = 0; at < signal.length; at++) {
      signal[at]! += (logarithms[at]! - threshold) / planes.length;
    }
  }
  return signal;
}
