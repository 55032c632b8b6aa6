/** The color map inferno, from black through red to yellow, by Nathaniel Smith and Stéfan van der Walt (CC0), in nine steps. */
const COLORS = [
  [0, 0, 4],
  [31, 12, 72],
  [85, 15, 109],
  [136, 34, 106],
  [186, 54, 85],
  [227, 89, 51],
  [249, 140, 10],
  [249, 201, 50],
  [252, 255, 164],
] as const;

/**
 * Draws a map, such as that of `gradCam`, over an RGB image, in colors from dark violet to yellow.
 *
 * Where the map is 0 or below, the image stays as it is; its maximum gets the last color.
 *
 * @param map height * width numbers, row by row
 * @returns RGBA, height * width * 4 bytes, opaque, as `ImageData` and PNG encoders take it
 * @throws RangeError if the map or the image has another size, a value is not finite, or the opacity is out of range
 * @example
 * import { overlayMap } from '@hpa/models';
 * const image = [0, 0, 0, 100, 100, 100];
 * overlayMap([0, 1], { height: 1, width: 2, image }); // [0, 0, 0, 255, 222, 224, 151, 255]
 */
export function overlayMap(
  map: ArrayLike<number>,
  {
    height,
    width,
    image,
    opacity = 0.8,
  }: {
    readonly height: number;
    readonly width: number;
    /** Red, green and blue in [0, 255], interleaved: height * width * 3 numbers. */
    readonly image: ArrayLike<number>;
    /** Opacity of the color at the maximum of the map, in [0, 1]; it falls with the map. */
    readonly opacity?: number;
  },
): Uint8ClampedArray {
  const pixels = height * width;
  if (map.length !== pixels || image.length !== 3 * pixels) {
    throw new RangeError(
      `a ${height} x ${width} overlay needs ${pixels} values of the map and ${3 * pixels} of the image; received ${map.length} and ${image.length}`,
    );
  }
  if (!(opacity >= 0 && opacity <= 1)) {
    throw new RangeError(`opacity must be in [0, 1]; received ${opacity}`);
  }
  const highest = maximum(map);
  const overlay = new Uint8ClampedArray(4 * pixels);
  for (let i = 0; i < pixels; i++) {
    const share = highest > 0 ? Math.max(0, map[i]!) / highest : 0;
    const color = colorAt(share);
    for (let c = 0; c < 3; c++) {
      overlay[4 * i + c] = image[3 * i + c]! * (1 - opacity * share) + color[c]! * opacity * share;
    }
    overlay[4 * i + 3] = 255;
  }
  return overlay;
}

function maximum(map: ArrayLike<number>): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < map.length; i++) {
    if (!Number.isFinite(map[i])) {
      throw new RangeError(`map must be finite; value ${i} is ${map[i]}`);
    }
    highest = Math.max(highest, map[i]!);
  }
  return highest;
}

/** Interpolates the color map at a share in [0, 1]. */
function colorAt(share: number): readonly number[] {
  const place = share * (COLORS.length - 1);
  const below = Math.min(Math.floor(place), COLORS.length - 2);
  return COLORS[below]!.map((from, c) => from + (place - below) * (COLORS[below + 1]![c]! - from));
}
