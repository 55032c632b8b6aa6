import { gaussianBlur } from '../image/gaussian-blur.js';
import { distanceTo } from './distance-to.js';
import { fillHoles } from './fill-holes.js';
import { keepContrasting } from './keep-contrasting.js';
import { labelRegions } from './label-regions.js';
import { otsuThreshold } from './otsu-threshold.js';
import { pixelsWhere } from './pixels-where.js';
import { splitAtNecks } from './split-at-necks.js';

/**
 * Standard deviation, in pixels, by which noise is smoothed before the size of the nuclei is known, and at least afterwards.
 */
const FIRST_SMOOTHING = 1;

/** Standard deviation of the smoothing, in radii of a nucleus. */
const SMOOTHING = 0.06;

/** How far around a pixel its surroundings are averaged: a standard deviation, in radii of a nucleus. */
const SURROUNDINGS = 0.3;

/** A pixel darker than this share of its surroundings is a gap between two nuclei, or a hole in one. */
const GAP = 0.85;

/** The highest neck between two nuclei, as a share of the smaller one's radius. */
const NECK = 0.8;

/** Radius below which a region is no nucleus, as a share of the median one. */
const SPECK = 0.4;

/** Nuclei found in an image. */
export interface Nuclei {
  /** The number of the nucleus of each pixel, from 1, in the order of their first pixels row by row; 0 outside. */
  readonly labels: Int32Array<ArrayBuffer>;
  /** Median radius of the largest circle in a nucleus, in pixels; 0 if there is none. */
  readonly radius: number;
}

interface Size {
  readonly height: number;
  readonly width: number;
}

/**
 * Finds nuclei by a threshold, and splits those that touch along the dark gaps between them and at their necks.
 *
 * The threshold is Otsu's on the square roots of the levels: the noise of a camera is about as strong there in bright nuclei
 * as in dim ones. It is applied twice. The first time tells how large nuclei are, and so how much to smooth the second time.
 *
 * @param plane - Gray levels of the nucleus channel, row by row.
 */
export function findNuclei(
  plane: Float32Array,
  {
    height,
    width,
    minimumRadius,
  }: Size & {
    /** Radius of the smallest nuclei in pixels; what is narrower is a speck. */
    readonly minimumRadius: number;
  },
): Nuclei {
  const size = { height, width };
  const roots = plane.map(Math.sqrt);
  const first = gaussianBlur(roots, { ...size, deviation: FIRST_SMOOTHING });
  const firstDepths = depthsIn(brightPixels(first), { ...size, maximumHole: Math.PI * minimumRadius ** 2 });
  const firstRadius = medianPeak(firstDepths, { ...size, minimumRadius });
  if (firstRadius === 0) {
    return { labels: new Int32Array(plane.length), radius: 0 };
  }
  const smooth = gaussianBlur(roots, {
    ...size,
    deviation: Math.max(FIRST_SMOOTHING, SMOOTHING * firstRadius),
  });
  const around = gaussianBlur(smooth, { ...size, deviation: SURROUNDINGS * firstRadius });
  const bright = brightPixels(smooth).map((member, at) => (smooth[at]! > GAP * around[at]! ? member : 0));
  const depths = depthsIn(bright, { ...size, maximumHole: (Math.PI / 2) * firstRadius ** 2 });
  const radius = medianPeak(depths, { ...size, minimumRadius });
  const minimumPeak = Math.max(minimumRadius, SPECK * radius);
  const parts = splitAtNecks(depths, { ...size, neck: NECK, minimumPeak });
  const labels = keepContrasting(parts, { ...size, plane, reach: Math.max(2, radius / 2) });
  return { labels, radius: labels.some((label) => label !== 0) ? radius : 0 };
}

function brightPixels(plane: Float32Array): Uint8Array<ArrayBuffer> {
  const threshold = otsuThreshold(plane);
  return pixelsWhere(plane, (level) => level > threshold);
}

/**
 * The distance of each pixel of a mask, its small holes filled, to the nearest one outside; the edge of the image is not
 * outside.
 */
function depthsIn(
  mask: Uint8Array,
  { height, width, maximumHole }: Size & { readonly maximumHole: number },
): Float32Array<ArrayBuffer> {
  const filled = fillHoles(mask, { height, width, maximumArea: maximumHole });
  const outside = pixelsWhere(filled, (member) => member === 0);
  const deepest = Math.max(height, width);
  return distanceTo(outside, { height, width }).map((depth) => Math.min(depth, deepest));
}

/**
 * The median, over the pixels of regions, of the greatest depth in their region; 0 if no region is as deep as
 * `minimumRadius`.
 */
function medianPeak(
  depths: Float32Array,
  { height, width, minimumRadius }: Size & { readonly minimumRadius: number },
): number {
  const { labels, areas } = labelRegions(
    pixelsWhere(depths, (depth) => depth > 0),
    { height, width },
  );
  const peaks = new Float64Array(areas.length);
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at]!;
    peaks[label] = Math.max(peaks[label]!, depths[at]!);
  }
  const regions = [...areas.keys()]
    .filter((label) => label > 0 && peaks[label]! >= minimumRadius)
    .sort((a, b) => peaks[a]! - peaks[b]!);
  const half = regions.reduce((sum, label) => sum + areas[label]!, 0) / 2;
  let area = 0;
  const middle = regions.find((label) => {
    area += areas[label]!;
    return area >= half;
  });
  return middle === undefined ? 0 : peaks[middle]!;
}
