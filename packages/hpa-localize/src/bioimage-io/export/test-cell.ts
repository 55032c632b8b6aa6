import { type CellImage, syntheticCell } from '@hpa/data';

/** The smallest cell that can be drawn. */
const MINIMUM_SIZE = 32;

/** Location of the protein of the drawn cell: the cytosol, which shows at any size. */
const CYTOSOL = 25;

/** Draws the cell on which a package is tested: always the same one, cut to the size that a model takes. */
export function testCell({ height, width }: { readonly height: number; readonly width: number }): CellImage {
  const size = Math.max(height, width, MINIMUM_SIZE);
  const drawn = syntheticCell({ location: CYTOSOL, seed: 1, size });
  const [top, left] = [Math.floor((size - height) / 2), Math.floor((size - width) / 2)];
  const data = new Uint8Array(height * width * 4);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((top + row) * size + left);
    data.set(drawn.data.subarray(from, from + 4 * width), 4 * row * width);
  }
  return { height, width, data };
}
