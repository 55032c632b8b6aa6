export type { ArchitectureName, ArchitectureOptions } from './builders.js';
export {
  type CachedBatches,
  type CacheFrozenOptions,
  cacheFrozen,
  type ImageBatch,
  type ImageBatches,
} from './cache-frozen.js';
export type { HeadOptions, Pooling } from './classification-head.js';
export { countParameters } from './count-parameters.js';
export { createClassifier } from './create-classifier.js';
export { type DeepLocOptions, deepLoc } from './deep-loc.js';
export { type DenseNet121Options, denseNet121 } from './dense-net-121.js';
export { type ChannelAblationOptions, channelAblation } from './explain/channel-ablation.js';
export { classActivationMap } from './explain/class-activation-map.js';
export { type GradCamOptions, gradCam } from './explain/grad-cam.js';
export { type OcclusionMapOptions, occlusionMap } from './explain/occlusion-map.js';
export { type OverlayMapOptions, overlayMap } from './explain/overlay-map.js';
export type { Replacement } from './explain/replacement-values.js';
export { exportOnnx } from './export/export-onnx.js';
export { exportSafetensors } from './export/export-safetensors.js';
export { type FreezeOptions, freeze } from './freeze.js';
export { type FreezeStage, freezeSchedule } from './freeze-schedule.js';
export { type GapNetOptions, gapNet } from './gap-net.js';
export { type GapNetPlOptions, gapNetPl } from './gap-net-pl.js';
export { gapNetPlWeights } from './gap-net-pl-weights.js';
export { type InceptionV3Options, inceptionV3 } from './inception-v3.js';
export { inceptionV3Weights } from './inception-v3-weights.js';
export type { LowerLayers } from './layer-count.js';
export { type LayerOutputsOptions, layerOutputs } from './layer-outputs.js';
export { type ListedModel, type ListModelsOptions, listModels } from './list-models.js';
export { loadClassifier } from './load-classifier.js';
export { mCnn } from './m-cnn.js';
export { type NetworkCost, networkCost } from './network-cost.js';
export { parseModelCard } from './parse-model-card.js';
export { type ResNetOptions, resNet18, resNet50 } from './res-net.js';
export { type SaveClassifierOptions, saveClassifier } from './save-classifier.js';
export { scaleLearningRate } from './scale-learning-rate.js';
export { type ScratchCnnOptions, scratchCnn } from './scratch-cnn.js';
export { type FrozenSplit, splitFrozen } from './split-frozen.js';
export { type FourthChannel, type StemKernelOptions, stemKernel } from './stem-kernel.js';
export { type TransferWeightsOptions, transferWeights, type WeightTransfer } from './transfer-weights.js';
export type {
  Classifier,
  ClassifierOptions,
  ClassLabel,
  Composition,
  ForwardOptions,
  ModelCard,
  Normalization,
} from './types.js';
export { unfreeze } from './unfreeze.js';
export { type ByteSource, bytesOf } from './weights/byte-source.js';
export { gapNetPlNames } from './weights/gap-net-pl-names.js';
export { inceptionV3Names } from './weights/inception-v3-names.js';
export {
  type LoadWeightsOptions,
  loadWeights,
  type MisshapenWeight,
  type WeightsReport,
} from './weights/load-weights.js';
export type { NameMapping } from './weights/name-mapping.js';
export type { Checksum, PublishedFile, PublishedWeights } from './weights/published-weights.js';
export { type CheckpointFiles, readCheckpoint } from './weights/read-checkpoint.js';
export { readKerasH5 } from './weights/read-keras-h5.js';
export { readKerasZip } from './weights/read-keras-zip.js';
export { readSafetensors } from './weights/read-safetensors.js';
export { readTfjsWeights, type TfjsFiles } from './weights/read-tfjs-weights.js';
export { readWeights } from './weights/read-weights.js';
export type { StoredTensor, StoredWeights, WeightValues } from './weights/stored-weights.js';
export type { WeightDtype } from './weights/weight-dtypes.js';
