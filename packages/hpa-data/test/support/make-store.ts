import type { CellImage, ImageStore, Sample } from '../../src/index.js';

/** Makes a store of one size from a rule for each image. */
export function makeStore(
  [height, width]: readonly [height: number, width: number],
  image: (sample: Sample) => CellImage | Promise<CellImage>,
): ImageStore {
  return { height, width, image: async (sample) => image(sample), close: async () => {} };
}
