export { augmentBatches } from './augmentation/augment-batches.js';
export { cutout } from './augmentation/cutout.js';
export { dihedralViews } from './augmentation/dihedral-views.js';
export { gaussianNoise } from './augmentation/gaussian-noise.js';
export type { ImageAugmentation } from './augmentation/image-augmentation.js';
export { intensityJitter } from './augmentation/intensity-jitter.js';
export { mixup } from './augmentation/mixup.js';
export { randomAffine } from './augmentation/random-affine.js';
export { randomCrop } from './augmentation/random-crop.js';
export { randomFlip } from './augmentation/random-flip.js';
export { randomRotate90 } from './augmentation/random-rotate90.js';
export { cacheImages } from './batches/cache-images.js';
export {
  type Batch,
  type BatchSource,
  type CreateBatchesOptions,
  createBatches,
} from './batches/create-batches.js';
export type { ImageStore, InputsOptions, OrientedSample } from './batches/image-store.js';
export { type LoadedSample, loadImages } from './batches/load-images.js';
export { type ChannelMoments, measureChannels } from './batches/measure-channels.js';
export { orderSamples, type SamplingOptions } from './batches/order-samples.js';
export { type CellImage, CHANNEL_COLOURS, CHANNEL_NAMES, type ChannelName } from './image/cell-image.js';
export { channelStatistics } from './image/channel-statistics.js';
export { colourCell } from './image/colour-cell.js';
export type { Augmentation } from './image/draw-orientation.js';
export { COMPOSITIONS, type InputSpec, type Normalization } from './image/input-spec.js';
export { type Orientation, orientations, orientImage } from './image/orient-image.js';
export { toModelInput } from './image/to-model-input.js';
export { balancedClassWeights } from './labels/balanced-class-weights.js';
export type { ClassLabel } from './labels/class-label.js';
export { describeLabels } from './labels/describe-labels.js';
export { effectiveNumberWeights } from './labels/effective-number-weights.js';
export { LOCATIONS } from './labels/locations.js';
export { sampleWeights } from './labels/sample-weights.js';
export { selectMultiLabel } from './labels/select-multi-label.js';
export { selectSingleLabel } from './labels/select-single-label.js';
export { auditLeakage, type LeakageAudit } from './leakage/audit-leakage.js';
export { fingerprintSamples } from './leakage/fingerprint-samples.js';
export { groupNearDuplicates } from './leakage/group-near-duplicates.js';
export type { ChannelFiles, Sample } from './sample.js';
export type { SeededRandom } from './seeded-random.js';
export type { SkippedSample } from './skipped-sample.js';
export { foldSamples } from './split/fold-samples.js';
export { groupByHpaName } from './split/group-by-hpa-name.js';
export { notebookSplit } from './split/notebook-split.js';
export { parseHpaName } from './split/parse-hpa-name.js';
export { splitSamples } from './split/split-samples.js';
export type { Splits } from './split/splits.js';
export { syntheticCell } from './synthetic/synthetic-cell.js';
export { syntheticCells } from './synthetic/synthetic-cells.js';
