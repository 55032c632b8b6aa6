/** A picture of a cell and what a network sees in it. */
export interface OverlayMapOptions {
  readonly height: number;
  readonly width: number;
  /** Red, green and blue in [0, 255], pixel after pixel: height * width * 3 bytes. */
  readonly picture: ArrayLike<number>;
  /** Share in [0, 1] of the colour where the map is highest; it falls with the map, so that unseen places stay as they are. */
  readonly opacity?: number;
}

/** Inferno from black through red to yellow, by Nathaniel Smith and Stéfan van der Walt (CC0), at ninths. */
const COLOURS = [
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
 * Lays a map, such as `gradCam` makes, over a picture of the cell, in colours from dark violet to yellow.
 *
 * Values of 0 and below leave the picture as it is; the highest value of the map takes the last colour.
 *
 * @param map height * width numbers, row after row
 * @returns RGBA, height * width * 4 bytes, opaque: what `ImageData` and PNG encoders take
 * @throws RangeError if the map or the picture has another size, a value is not finite or the opacity is out of range
 */
export function overlayMap(
  map: ArrayLike<number>,
  { height, width, picture, opacity = 0.8 }: OverlayMapOptions,
): Uint8ClampedArray {
  const pixels = height * width;
  if (map.length !== pixels || picture.length !== 3 * pixels) {
    throw new RangeError(
      `a ${height} x ${width} overlay needs ${pixels} values of the map and ${3 * pixels} of the picture; received ${map.length} and ${picture.length}`,
    );
  }
  if (!(opacity >= 0 && opacity <= 1)) {
    throw new RangeError(`opacity must be in [0, 1]; received ${opacity}`);
  }
  const highest = highestOf(map);
  const overlay = new Uint8ClampedArray(4 * pixels);
  for (let i = 0; i < pixels; i++) {
    const share = highest > 0 ? Math.max(0, map[i]!) / highest : 0;
    const colour = colourAt(share);
    for (let c = 0; c < 3; c++) {
      overlay[4 * i + c] = picture[3 * i + c]! * (1 - opacity * share) + colour[c]! * opacity * share;
    }
    overlay[4 * i + 3] = 255;
  }
  return overlay;
}

function highestOf(map: ArrayLike<number>): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < map.length; i++) {
    if (!Number.isFinite(map[i])) {
      throw new RangeError(`the map must be finite; value ${i} is ${map[i]}`);
    }
    highest = Math.max(highest, map[i]!);
  }
  return highest;
}

/** The colour of a share in [0, 1], between the two nearest of the scale. */
function colourAt(share: number): readonly number[] {
  const place = share * (COLOURS.length - 1);
  const below = Math.min(Math.floor(place), COLOURS.length - 2);
  return COLOURS[below]!.map((from, c) => from + (place - below) * (COLOURS[below + 1]![c]! - from));
}
