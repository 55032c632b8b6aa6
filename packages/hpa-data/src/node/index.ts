export { imageSetsOf } from './image-sets-of.js';
export { type ReadCellImageOptions, readCellImage } from './read-cell-image.js';
export { readImageSets } from './read-image-sets.js';
export { readManifest } from './read-manifest.js';
