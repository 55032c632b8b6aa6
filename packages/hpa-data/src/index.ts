export type { StratificationOptions } from './allot-samples.js';
export {
  type AuditLeakageOptions,
  auditLeakage,
  type LeakageAudit,
} from './audit-leakage.js';
export { type AugmentBatchesOptions, augmentBatches } from './augmentation/augment-batches.js';
export { cameraNoise } from './augmentation/camera-noise.js';
export { channelIntensity } from './augmentation/channel-intensity.js';
export { cutout } from './augmentation/cutout.js';
export { dihedralView, dihedralViews } from './augmentation/dihedral-views.js';
export { flips } from './augmentation/flips.js';
export type {
  AugmentationDraws,
  ImageAugmentation,
  LabelledImages,
} from './augmentation/image-augmentation.js';
export { mixup } from './augmentation/mixup.js';
export { quarterTurns } from './augmentation/quarter-turns.js';
export { randomCrop } from './augmentation/random-crop.js';
export { type SmallMovesOptions, smallMoves } from './augmentation/small-moves.js';
export { type BalancedClassWeightsOptions, balancedClassWeights } from './balanced-class-weights.js';
export { type CellImage, type ChannelName, channelNames } from './cell-image.js';
export { channelStatistics } from './channel-statistics.js';
export type { TargetClass } from './class-indices.js';
export { colourCell } from './colour-cell.js';
export { type Composition, channelCount } from './compose-channels.js';
export { type Batch, type BatchSource, type CreateBatchesOptions, createBatches } from './create-batches.js';
export { type DescribeLabelsOptions, describeLabels, type LabelStatistics } from './describe-labels.js';
export type { Augmentation } from './draw-orientation.js';
export { type EffectiveNumberWeightsOptions, effectiveNumberWeights } from './effective-number-weights.js';
export { type Fingerprint, fingerprintCell } from './fingerprint-cell.js';
export { fingerprintDistance, nearDuplicateDistance } from './fingerprint-distance.js';
export { type FingerprintSamplesOptions, fingerprintSamples } from './fingerprint-samples.js';
export { type FoldSamplesOptions, foldSamples } from './fold-samples.js';
export { type GroupByHpaNameOptions, groupByHpaName } from './group-by-hpa-name.js';
export { type GroupNearDuplicatesOptions, groupNearDuplicates } from './group-near-duplicates.js';
export { type HpaName, parseHpaName } from './hpa-name.js';
export type { InputLoader, InputLoaderOptions, ModelInputs, OrientedSample } from './input-loader.js';
export { type ImageLoader, type LoadedSample, type LoadImagesOptions, loadImages } from './load-images.js';
export { type Location, locationById, locations } from './locations.js';
export {
  type MeasureStainsOptions,
  measureStains,
  type SourceMoments,
  type StainMoments,
} from './measure-stains.js';
export type { NearDuplicate } from './near-duplicate-pairs.js';
export { type NotebookSplitOptions, notebookSplit } from './notebook-split.js';
export { orderSamples, type SamplingOptions } from './order-samples.js';
export { type Orientation, orientations, orientImage } from './orient-image.js';
export { type RememberImagesOptions, rememberImages } from './remember-images.js';
export type { ChannelFiles, Sample } from './sample.js';
export { type SampleWeightsOptions, sampleWeights } from './sample-weights.js';
export { type SelectMultiLabelOptions, selectMultiLabel } from './select-multi-label.js';
export { type SelectSingleLabelOptions, selectSingleLabel } from './select-single-label.js';
export { singleCellClasses } from './single-cell-classes.js';
export type { SkippedSample } from './skipped-sample.js';
export { type PartName, partNames, type Split, splitVersion } from './split.js';
export { type SplitSamplesOptions, splitSamples } from './split-samples.js';
export { type SyntheticCellOptions, syntheticCell } from './synthetic/synthetic-cell.js';
export {
  type SyntheticCells,
  type SyntheticCellsOptions,
  syntheticCells,
} from './synthetic/synthetic-cells.js';
export { type ModelInputOptions, type Normalization, toModelInput } from './to-model-input.js';
