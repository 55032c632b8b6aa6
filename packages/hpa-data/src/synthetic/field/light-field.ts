import { gaussianBlur } from '../../image/gaussian-blur.js';
import type { SeededRandom } from '../../seeded-random.js';
import { valueNoise } from '../drawing/value-noise.js';

/** How sharp the microscope is, as a standard deviation in pixels. */
const SHARPNESS = 0.7;

/**
 * What a microscope makes of the light of one channel: a little blurred, with a glow of what is out of focus, specks, a haze
 * that comes in clouds, and light that falls off from a middle which is not that of the image.
 */
export function lightField(
  light: Float32Array,
  {
    height,
    width,
    diameter,
    specks,
    random,
  }: {
    readonly height: number;
    readonly width: number;
    /** Mean diameter of a cell in pixels. */
    readonly diameter: number;
    /** Number of bright specks, such as remains of dead cells. */
    readonly specks: number;
    readonly random: SeededRandom;
  },
): Float32Array<ArrayBuffer> {
  const size = Math.max(height, width);
  const sharp = gaussianBlur(light, { height, width, deviation: SHARPNESS });
  const glow = gaussianBlur(light, { height, width, deviation: 0.3 * diameter });
  const specked = drawSpecks({ height, width, count: specks, deviation: 0.02 * diameter, random });
  const glowShare = random.within([0.08, 0.2]);
  const clouds = valueNoise(random, { size, knots: 4 });
  const haze = random.within([0.02, 0.08]);
  const falloff = random.within([0.15, 0.45]);
  const [middleY, middleX] = [random.within([0.3, 0.7]) * height, random.within([0.3, 0.7]) * width];
  return sharp.map((level, at) => {
    const [y, x] = [Math.floor(at / width), at % width];
    const distance = Math.hypot(y - middleY, x - middleX) / (0.7 * size);
    const illumination = 1 - falloff * Math.min(1, distance ** 2);
    const around = glowShare * glow[at]! + haze * clouds.values[y * size + x]!;
    return illumination * (level + specked[at]! + around);
  });
}

/** Draws small round specks of one width and varied brightness. */
function drawSpecks({
  height,
  width,
  count,
  deviation,
  random,
}: {
  readonly height: number;
  readonly width: number;
  readonly count: number;
  readonly deviation: number;
  readonly random: SeededRandom;
}): Float32Array {
  const points = new Float32Array(height * width);
  for (let remaining = count; remaining > 0; remaining--) {
    const at = random.integer([0, points.length - 1]);
    points[at]! += random.within([0.3, 1]) * 2 * Math.PI * deviation ** 2;
  }
  return gaussianBlur(points, { height, width, deviation });
}
