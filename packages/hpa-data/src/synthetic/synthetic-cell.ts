import type { CellImage } from '../image/cell-image.js';
import { requireInteger } from '../require-integer.js';
import { type SeededRandom, seededRandom } from '../seeded-random.js';
import { drawProtein } from './draw-protein.js';
import { cellShape } from './drawing/cell-shape.js';
import { drawMicrotubules } from './drawing/draw-microtubules.js';
import { drawNucleus } from './drawing/draw-nucleus.js';
import { drawReticulum } from './drawing/draw-reticulum.js';
import { requireLocations } from './patterns/protein-patterns.js';

/** Height and width in pixels below which the structures of a cell blur into each other. */
export const MINIMUM_CELL_SIZE = 32;

/** Options of {@link syntheticCell}. */
export interface SyntheticCellOptions {
  /** Where the protein is: one location id in [0, 27], see `LOCATIONS`, or several, each once. */
  readonly location: number | readonly number[];
  /** Seed of everything that varies. */
  readonly seed: number;
  /** Height and width in pixels, at least 32. */
  readonly size: number;
}

/**
 * Draws one plausible cell in four stains; one seed gives the same cell at every location, but for its
 * protein.
 *
 * Nothing in it was measured: it is for tests, demonstrations and runs without data, not for science.
 *
 * @throws RangeError where a location is unknown or repeated, or the size is below 32.
 */
export function syntheticCell({ location, seed, size }: SyntheticCellOptions): CellImage {
  const locations = typeof location === 'number' ? [location] : location;
  requireLocations(locations);
  requireInteger(size, { name: 'size', minimum: MINIMUM_CELL_SIZE });
  const streamOf = (name: string) => seededRandom(['synthetic cell', seed, name]);
  const shape = cellShape(streamOf('shape'), { size });
  const stains = [
    drawMicrotubules(shape, { random: streamOf('microtubules') }),
    drawProtein(shape, {
      locations,
      random: streamOf('protein'),
      patternRandom: (id) => streamOf(`pattern ${id}`),
    }),
    drawNucleus(shape, { random: streamOf('nucleus') }),
    drawReticulum(shape, { random: streamOf('er') }),
  ];
  const data = new Uint8Array(size * size * stains.length);
  const camera = streamOf('camera');
  for (const [channel, { values }] of stains.entries()) {
    const record = drawExposure(camera);
    for (const [pixel, intensity] of values.entries()) {
      data[pixel * stains.length + channel] = record(intensity);
    }
  }
  return { height: size, width: size, data };
}

/**
 * Draws how the camera records one stain: gain, haze over the whole picture, and noise that grows with the
 * light.
 */
function drawExposure(random: SeededRandom): (intensity: number) => number {
  const gain = random.within([130, 230]);
  const haze = random.within([0, 14]);
  const noise = random.within([0.4, 1.2]);
  return (intensity) => {
    const light = haze + gain * intensity;
    return Math.min(255, Math.max(0, Math.round(light + noise * Math.sqrt(light) * random.normal())));
  };
}
