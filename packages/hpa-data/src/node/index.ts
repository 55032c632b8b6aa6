export { type ContactPageOptions, contactPage } from './contact-page.js';
export {
  type ContactSection,
  type ContactSheetOptions,
  type ContactTile,
  contactSheet,
} from './contact-sheet.js';
export { type DecodeInThreadsOptions, type DecodingThreads, decodeInThreads } from './decode-in-threads.js';
export { hashSamples } from './hash-samples.js';
export { type ImageSetsOfOptions, imageSetsOf } from './image-sets-of.js';
export {
  isPrepared,
  type OpenPreparedOptions,
  openPrepared,
  type PreparedPictures,
} from './open-prepared.js';
export { type PrepareOptions, type PreparePlan, type PrepareProgress, prepare } from './prepare.js';
export { type ReadCellImageOptions, readCellImage } from './read-cell-image.js';
export { type ReadImageSetsOptions, readImageSets } from './read-image-sets.js';
export { type ReadSplitOptions, readSplit } from './read-split.js';
export { type ReadSourceOptions, readSource } from './sources/read-source.js';
export { type LayoutName, layoutNames, type Source } from './sources/source.js';
export { type WriteSplitOptions, writeSplit } from './write-split.js';
