import { distanceTo } from './distance-to.js';
import { floodFromSeeds } from './flood-from-seeds.js';
import { pixelsWhere } from './pixels-where.js';

/** How much brighter than its surroundings a region is at least, both above the darkest pixel of the image. */
const MINIMUM_CONTRAST = 2;

/**
 * Keeps the regions that are clearly brighter than the background around them, and numbers them anew in their order. A
 * threshold divides even an image of nothing but haze; its regions have no contrast.
 */
export function keepContrasting(
  labels: Int32Array,
  {
    height,
    width,
    plane,
    reach,
  }: {
    readonly height: number;
    readonly width: number;
    /** Levels of the image, row by row. */
    readonly plane: Float32Array;
    /** How far around a region its background is looked at, in pixels. */
    readonly reach: number;
  },
): Int32Array<ArrayBuffer> {
  const darkest = plane.reduce((lowest, level) => Math.min(lowest, level), Number.POSITIVE_INFINITY);
  const distances = distanceTo(
    pixelsWhere(labels, (label) => label !== 0),
    { height, width },
  );
  const around = floodFromSeeds(labels, {
    height,
    width,
    landscape: distances.map((distance) => distance / reach),
    ground: pixelsWhere(distances, (distance) => distance <= reach),
  });
  const count = labels.reduce((highest, label) => Math.max(highest, label), 0);
  const [inner, outer] = [new Float64Array(count + 1), new Float64Array(count + 1)];
  const [innerArea, outerArea] = [new Float64Array(count + 1), new Float64Array(count + 1)];
  for (let at = 0; at < around.length; at++) {
    const label = around[at]!;
    const [sums, areas] = labels[at] === 0 ? [outer, outerArea] : [inner, innerArea];
    sums[label]! += plane[at]! - darkest;
    areas[label]!++;
  }
  const numbers = new Int32Array(count + 1);
  let kept = 0;
  for (let label = 1; label <= count; label++) {
    const background = outer[label]! / Math.max(1, outerArea[label]!);
    if (inner[label]! / innerArea[label]! >= MINIMUM_CONTRAST * background) {
      kept++;
      numbers[label] = kept;
    }
  }
  return new Int32Array(labels).map((label) => numbers[label]!);
}
