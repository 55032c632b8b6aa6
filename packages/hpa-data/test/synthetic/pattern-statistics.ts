import { type CellImage, channelStatistics } from '../../src/index.js';

const PROTEIN = 1;
const NUCLEUS = 2;

/**
 * Describes how the protein is arranged, without its levels: its correlations with the other channels, its share by
 * distance from the nucleus, how much of its variation is finer than each scale, and how concentrated its brightest
 * pixels are.
 */
export function patternStatistics(image: CellImage): Float64Array {
  const { height, width, data } = image;
  const plane = (channel: number) =>
    Float64Array.from({ length: height * width }, (_, pixel) => data[pixel * 4 + channel]!);
  const protein = plane(PROTEIN);
  const nucleus = plane(NUCLEUS);
  const bright = brightest(protein, 0.03);
  const isBright = new Set(bright);
  const middle = centroid(nucleus, width);
  const radius = Math.sqrt([...nucleus].filter((level) => level > 60).length / Math.PI);
  const rings = new Float64Array(14);
  for (const at of bright) {
    const distance = Math.hypot(Math.floor(at / width) - middle.y, (at % width) - middle.x);
    rings[Math.min(13, Math.floor((4 * distance) / radius))]! += 1 / bright.length;
  }
  const spot = centroid(
    protein.map((_, at) => (isBright.has(at) ? 1 : 0)),
    width,
  );
  const spread =
    bright.reduce((sum, at) => sum + Math.hypot(Math.floor(at / width) - spot.y, (at % width) - spot.x), 0) /
    bright.length;
  const overNucleus = bright.filter((at) => nucleus[at]! > 60).length / bright.length;
  const total = variance(protein);
  const blurs = [1, 2, 4, 8].map((reach) => variance(boxBlur(protein, { width, reach })) / total);
  const touching = bright.filter((at) => isBright.has(at + 1) && isBright.has(at + width)).length;
  return Float64Array.from([
    ...channelStatistics(image).slice(24),
    ...rings,
    ...blurs,
    spread / radius,
    overNucleus,
    touching / bright.length,
  ]);
}

function brightest(levels: Float64Array, share: number): number[] {
  return [...levels.keys()]
    .sort((a, b) => levels[b]! - levels[a]!)
    .slice(0, Math.round(share * levels.length));
}

function centroid(weights: Float64Array, width: number): { readonly x: number; readonly y: number } {
  let [sum, x, y] = [0, 0, 0];
  for (const [at, level] of weights.entries()) {
    const weight = level ** 2;
    sum += weight;
    x += weight * (at % width);
    y += weight * Math.floor(at / width);
  }
  return { x: x / sum, y: y / sum };
}

function variance(levels: Float64Array): number {
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  return levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / levels.length;
}

function boxBlur(
  levels: Float64Array,
  { width, reach }: { readonly width: number; readonly reach: number },
): Float64Array {
  const along = (source: Float64Array, step: number, length: number) =>
    source.map((_, at) => {
      const place = Math.floor(at / step) % length;
      let [sum, count] = [0, 0];
      for (let offset = -reach; offset <= reach; offset++) {
        if (place + offset >= 0 && place + offset < length) {
          sum += source[at + offset * step]!;
          count++;
        }
      }
      return sum / count;
    });
  return along(along(levels, 1, width), width, levels.length / width);
}
