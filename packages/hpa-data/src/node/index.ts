export {
  type DecodeInThreadsOptions,
  type DecodingThreads,
  decodeInThreads,
} from './decoding/decode-in-threads.js';
export { type ReadCellImageOptions, readCellImage } from './decoding/read-cell-image.js';
export { hashSamples } from './hash-samples.js';
export { type ImageSetsOfOptions, imageSetsOf } from './layouts/image-sets-of.js';
export { type ReadImageSetsOptions, readImageSets } from './layouts/read-image-sets.js';
export { type ReadSourceOptions, readSource } from './layouts/read-source.js';
export { type LayoutName, layoutNames, type Source } from './layouts/source.js';
export {
  isPrepared,
  type OpenPreparedOptions,
  openPrepared,
  type PreparedPictures,
} from './prepared/open-prepared.js';
export { type PrepareOptions, type PreparePlan, type PrepareProgress, prepare } from './prepared/prepare.js';
export { type ReadSplitOptions, readSplit } from './read-split.js';
export { type WriteSplitOptions, writeSplit } from './write-split.js';
