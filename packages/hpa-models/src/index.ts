export type { ArchitectureName, ArchitectureOptions } from './architectures/builders.js';
export { createClassifier } from './architectures/create-classifier.js';
export { type DeepLocOptions, deepLoc } from './architectures/deep-loc.js';
export { type DenseNet121Options, denseNet121 } from './architectures/dense-net-121.js';
export { type GapNetOptions, gapNet } from './architectures/gap-net.js';
export { type GapNetPlOptions, gapNetPl } from './architectures/gap-net-pl.js';
export { type InceptionV3Options, inceptionV3 } from './architectures/inception-v3.js';
export { type ListedModel, type ListModelsOptions, listModels } from './architectures/list-models.js';
export { mCnn } from './architectures/m-cnn.js';
export { type ResNetOptions, resNet18, resNet50 } from './architectures/res-net.js';
export { type ScratchCnnOptions, scratchCnn } from './architectures/scratch-cnn.js';
export { channelAblation } from './explain/channel-ablation.js';
export { classActivationMap } from './explain/class-activation-map.js';
export { gradCam } from './explain/grad-cam.js';
export { occlusionMap } from './explain/occlusion-map.js';
export { overlayMap } from './explain/overlay-map.js';
export { exportOnnx } from './export/export-onnx.js';
export { exportSafetensors } from './export/export-safetensors.js';
export type { HeadOptions, Pooling } from './network/classification-head.js';
export { countParameters } from './network/count-parameters.js';
export { type LayerOutputsOptions, layerOutputs } from './network/layer-outputs.js';
export { type NetworkCost, networkCost } from './network/network-cost.js';
export { loadClassifier } from './saving/load-classifier.js';
export { saveClassifier } from './saving/save-classifier.js';
export { cacheFrozen } from './transfer/cache-frozen.js';
export { freeze, unfreeze } from './transfer/freeze.js';
export { freezeSchedule } from './transfer/freeze-schedule.js';
export { scaleLearningRate } from './transfer/scale-learning-rate.js';
export { splitFrozen } from './transfer/split-frozen.js';
export { transferWeights } from './transfer/transfer-weights.js';
export type {
  Classifier,
  ClassifierOptions,
  ClassLabel,
  ForwardOptions,
  InputSpec,
  ModelCard,
  Normalization,
} from './types.js';
export type { StoredWeights } from './weights/bytes/stored-weights.js';
export { type LoadWeightsOptions, loadWeights, type WeightsReport } from './weights/load-weights.js';
export { PUBLISHED_WEIGHTS, type PublishedWeights } from './weights/published-weights.js';
export { readWeights } from './weights/read-weights.js';
