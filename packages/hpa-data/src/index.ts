export { type AugmentBatchesOptions, augmentBatches } from './augmentation/augment-batches.js';
export { cutout } from './augmentation/cutout.js';
export { dihedralView, dihedralViews } from './augmentation/dihedral-views.js';
export { gaussianNoise } from './augmentation/gaussian-noise.js';
export type {
  AugmentationDraws,
  ImageAugmentation,
  LabelledImages,
} from './augmentation/image-augmentation.js';
export { intensityJitter } from './augmentation/intensity-jitter.js';
export { mixup } from './augmentation/mixup.js';
export { type RandomAffineOptions, randomAffine } from './augmentation/random-affine.js';
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
export { type BalancedClassWeightsOptions, balancedClassWeights } from './labels/balanced-class-weights.js';
export type { ClassLabel } from './labels/class-label.js';
export {
  type DescribeLabelsOptions,
  describeLabels,
  type LabelStatistics,
} from './labels/describe-labels.js';
export {
  type EffectiveNumberWeightsOptions,
  effectiveNumberWeights,
} from './labels/effective-number-weights.js';
export { LOCATIONS } from './labels/locations.js';
export { type SampleWeightsOptions, sampleWeights } from './labels/sample-weights.js';
export { selectMultiLabel } from './labels/select-multi-label.js';
export { selectSingleLabel } from './labels/select-single-label.js';
export { SINGLE_CELL_CLASSES } from './labels/single-cell-classes.js';
export {
  type AuditLeakageOptions,
  auditLeakage,
  type LeakageAudit,
} from './leakage/audit-leakage.js';
export { type Fingerprint, fingerprintCell } from './leakage/fingerprint-cell.js';
export { fingerprintDistance, nearDuplicateDistance } from './leakage/fingerprint-distance.js';
export { type FingerprintSamplesOptions, fingerprintSamples } from './leakage/fingerprint-samples.js';
export { type GroupNearDuplicatesOptions, groupNearDuplicates } from './leakage/group-near-duplicates.js';
export type { NearDuplicate } from './leakage/near-duplicate-pairs.js';
export type { ChannelFiles, Sample } from './sample.js';
export type { SkippedSample } from './skipped-sample.js';
export type { StratificationOptions } from './split/divide-samples.js';
export { type FoldSamplesOptions, foldSamples } from './split/fold-samples.js';
export { type GroupByHpaNameOptions, groupByHpaName } from './split/group-by-hpa-name.js';
export { type HpaName, parseHpaName } from './split/hpa-name.js';
export { type NotebookSplitOptions, notebookSplit } from './split/notebook-split.js';
export { type SplitSamplesOptions, splitSamples } from './split/split-samples.js';
export { SPLIT_NAMES, SPLIT_VERSION, type SplitName, type Splits } from './split/splits.js';
export { type SyntheticCellOptions, syntheticCell } from './synthetic/synthetic-cell.js';
export {
  type SyntheticCells,
  type SyntheticCellsOptions,
  syntheticCells,
} from './synthetic/synthetic-cells.js';
