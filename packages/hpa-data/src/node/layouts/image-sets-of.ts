import type { Sample } from '../../sample.js';
import { collectImageSets, completeFiles } from './collect-image-sets.js';
import { parseStainFile } from './image-names.js';

/** Options of {@link imageSetsOf}. */
export interface ImageSetsOfOptions {
  /** A stain that sets may lack. */
  readonly allowMissing?: 'er';
}

/**
 * Puts named files {id}_{red,green,blue,yellow}.{png,jpg,jpeg,tif,tiff} together into sets, for prediction.
 *
 * @param files Paths, in any order, those of each set among them.
 * @returns Samples without labels, in the order of their first files.
 * @throws Error naming a file of another name, one that a set lacks, or two of the same stain.
 */
export function imageSetsOf(files: readonly string[], { allowMissing }: ImageSetsOfOptions = {}): Sample[] {
  const stranger = files.find((file) => parseStainFile(file) === undefined);
  if (stranger !== undefined) {
    throw new Error(
      `${stranger}: expected a name such as CELL_red.png, _green.png, _blue.png or _yellow.png (or .jpg, .tif)`,
    );
  }
  return [...collectImageSets(files)].map(([id, found]) => ({
    id,
    labels: [],
    channels: completeFiles(found, {
      allowMissing,
      expected: (colour) => `${id}_${colour} of the files given`,
    }),
  }));
}
