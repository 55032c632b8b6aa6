import type { CellImage, ChannelName } from '../image/cell-image.js';
import { listChannels } from '../image/list-channels.js';
import { bodySignal } from './body-signal.js';
import { channelPlane } from './channel-plane.js';
import { distanceTo } from './distance-to.js';
import { fillHoles } from './fill-holes.js';
import { findNuclei } from './find-nuclei.js';
import { floodFromSeeds } from './flood-from-seeds.js';
import { pixelsWhere } from './pixels-where.js';

/** Channels that show the body of a cell. */
const BODY_CHANNELS: readonly ChannelName[] = ['microtubules', 'er'];

/**
 * Finds the cells of a field of view, approximately: nuclei by a threshold, split where they touch, then a watershed that
 * grows from each nucleus over the microtubules, the endoplasmic reticulum, or both.
 *
 * One nucleus is one cell. A cell whose nucleus is not in the image is background or part of a neighbor, a cell with two
 * nuclei becomes two, and where neighbors overlap or show no border, the line between them is a guess. Lengths are measured
 * in radii of the nuclei that are found, so that images of any scale are treated alike. Prefer a mask that a trained network
 * made. The README says how well this does on `syntheticField`.
 *
 * Nuclei: Otsu's threshold (1979) and the exact distance transform of Felzenszwalb and Huttenlocher (2012). Growth: Meyer's
 * flooding by ordered queues (1994), where the signal is bright and the nucleus near first, up to Otsu's threshold on the
 * logarithm of the signal.
 *
 * @returns The number of the cell of each pixel, from 1, in the order of their nuclei row by row; 0 is the background. Pixel
 * (y, x) is at `y * width + x`. All 0 if there is no nucleus.
 * @throws RangeError if the image has no channel `nucleus`, `growOver` is empty, repeats a channel or names one that the image has not,
 * or `minimumNucleusDiameter` is not a number of pixels >= 1.
 * @example
 * import { segmentCells, syntheticField } from '@hpa/data';
 * const { image } = syntheticField({ height: 96, width: 128, cells: 5, location: 25, seed: 1 });
 * new Set(segmentCells(image)).size - 1; // 5
 */
export function segmentCells(
  image: CellImage,
  {
    growOver = BODY_CHANNELS.filter((name) => listChannels(image).includes(name)),
    minimumNucleusDiameter = 8,
  }: {
    /** The channels that show the bodies of the cells, such as `actin`. Default: those of `microtubules` and `er` that the image has. */
    readonly growOver?: readonly ChannelName[];
    /** Width in pixels below which something bright in the nucleus channel is a speck. Default: 8. */
    readonly minimumNucleusDiameter?: number;
  } = {},
): Int32Array<ArrayBuffer> {
  requireBodyChannels(growOver, { of: listChannels(image) });
  if (!(minimumNucleusDiameter >= 1 && minimumNucleusDiameter < Number.POSITIVE_INFINITY)) {
    throw new RangeError(
      `minimumNucleusDiameter must be a number of pixels >= 1; received ${minimumNucleusDiameter}`,
    );
  }
  const { height, width } = image;
  const size = { height, width };
  const { labels: nuclei, radius } = findNuclei(channelPlane(image, 'nucleus'), {
    ...size,
    minimumRadius: minimumNucleusDiameter / 2,
  });
  if (radius === 0) {
    return nuclei;
  }
  const signal = bodySignal(
    growOver.map((channel) => channelPlane(image, channel)),
    { ...size, nucleusRadius: radius },
  );
  const inNuclei = pixelsWhere(nuclei, (label) => label !== 0);
  const bodies = inNuclei.map((inside, at) => (inside === 1 || signal[at]! > 0 ? 1 : 0));
  const ground = fillHoles(bodies, { ...size, maximumArea: (Math.PI / 4) * radius ** 2 });
  const brightest = signal.reduce((highest, level) => Math.max(highest, level), 0);
  // Close to a nucleus the signal decides; the farther away, the more the distance does.
  const landscape = distanceTo(inNuclei, size).map((distance, at) => {
    const dimness = brightest > 0 ? 1 - Math.max(0, signal[at]!) / brightest : 1;
    const farness = distance / radius;
    return (dimness + farness) / (1 + farness);
  });
  return floodFromSeeds(nuclei, { ...size, landscape, ground });
}

function requireBodyChannels(
  channels: readonly ChannelName[],
  { of: known }: { readonly of: readonly ChannelName[] },
): void {
  if (!known.includes('nucleus')) {
    throw new RangeError(`image must have a channel nucleus; it has ${known.join(', ')}`);
  }
  const fit =
    channels.length > 0 &&
    channels.every((name, at) => name !== 'nucleus' && known.includes(name) && channels.indexOf(name) === at);
  if (!fit) {
    const bodies = known.filter((name) => name !== 'nucleus');
    throw new RangeError(
      `growOver must name one or more of ${bodies.join(', ')}, each once; received ${JSON.stringify(channels)}`,
    );
  }
}
