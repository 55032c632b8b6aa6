export { type ContactPageOptions, contactPage } from './contact-page.js';
export {
  type ContactSection,
  type ContactSheetOptions,
  type ContactTile,
  contactSheet,
} from './contact-sheet.js';
export { imageSetsOf } from './image-sets-of.js';
export { type ReadCellImageOptions, readCellImage } from './read-cell-image.js';
export { readImageSets } from './read-image-sets.js';
export { readManifest } from './read-manifest.js';
