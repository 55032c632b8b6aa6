export { type ContactPageOptions, contactPage } from './contact-page.js';
export {
  type ContactSection,
  type ContactSheetOptions,
  type ContactTile,
  contactSheet,
} from './contact-sheet.js';
export { type ImageSetsOfOptions, imageSetsOf } from './image-sets-of.js';
export { type ReadCellImageOptions, readCellImage } from './read-cell-image.js';
export { type ReadImageSetsOptions, readImageSets } from './read-image-sets.js';
export { type ReadSourceOptions, readSource } from './sources/read-source.js';
export { type LayoutName, layoutNames, type Source } from './sources/source.js';
