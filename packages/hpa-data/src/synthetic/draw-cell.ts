import type { CellImage } from '../image/cell-image.js';
import { type SeededRandom, seededRandom } from '../seeded-random.js';
import { drawProtein } from './draw-protein.js';
import { cellShape } from './drawing/cell-shape.js';
import { drawMicrotubules } from './drawing/draw-microtubules.js';
import { drawNucleus } from './drawing/draw-nucleus.js';
import { drawReticulum } from './drawing/draw-reticulum.js';

/** Minimum height and width in pixels; below, the structures of a cell merge. */
export const MINIMUM_CELL_SIZE = 32;

/** Draws the cell that a seed, any safe integer, gives, with its protein at the locations. */
export function drawCell({
  locations,
  seed,
  size,
}: {
  readonly locations: readonly number[];
  readonly seed: number;
  readonly size: number;
}): CellImage {
  const streamOf = (name: string) => seededRandom(['synthetic cell', seed, name]);
  const shape = cellShape(streamOf('shape'), { size });
  const planes = [
    drawMicrotubules(shape, { random: streamOf('microtubules') }),
    drawProtein(shape, {
      locations,
      random: streamOf('protein'),
      patternRandom: (id) => streamOf(`pattern ${id}`),
    }),
    drawNucleus(shape, { random: streamOf('nucleus') }),
    drawReticulum(shape, { random: streamOf('er') }),
  ];
  const data = new Uint8Array(size * size * planes.length);
  const camera = streamOf('camera');
  for (const [channel, { values }] of planes.entries()) {
    const record = drawExposure(camera);
    for (const [pixel, intensity] of values.entries()) {
      data[pixel * planes.length + channel] = record(intensity);
    }
  }
  return { height: size, width: size, data };
}

/** Draws how the camera records one channel: gain, haze over the whole image, and noise that grows with the light. */
function drawExposure(random: SeededRandom): (intensity: number) => number {
  const gain = random.within([130, 230]);
  const haze = random.within([0, 14]);
  const noise = random.within([0.4, 1.2]);
  return (intensity) => {
    const light = haze + gain * intensity;
    return Math.min(255, Math.max(0, Math.round(light + noise * Math.sqrt(light) * random.normal())));
  };
}
