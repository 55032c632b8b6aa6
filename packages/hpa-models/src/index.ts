export {
  type ArchitectureName,
  type ArchitectureOptions,
  createClassifier,
} from './architectures/create-classifier.js';
export { listModels } from './architectures/list-models.js';
export * from './architectures/registry.js';
export { channelAblation } from './explain/channel-ablation.js';
export { classActivationMap } from './explain/class-activation-map.js';
export { gradCam } from './explain/grad-cam.js';
export { occlusionMap } from './explain/occlusion-map.js';
export { overlayMap } from './explain/overlay-map.js';
export { exportOnnx } from './export/export-onnx.js';
export { exportSafetensors } from './export/export-safetensors.js';
export type { Architecture } from './network/architecture.js';
export type { HeadOptions } from './network/classification-head.js';
export { countParameters } from './network/count-parameters.js';
export { layerOutputs } from './network/layer-outputs.js';
export { networkCost } from './network/network-cost.js';
export { loadClassifierFrom } from './saving/load-classifier-from.js';
export { saveClassifierTo } from './saving/save-classifier-to.js';
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
  InputSpec,
  ModelCard,
} from './types.js';
export { assignWeights } from './weights/assign-weights.js';
export type { StoredWeights } from './weights/bytes/stored-weights.js';
export { PUBLISHED_WEIGHTS, type PublishedWeights } from './weights/published-weights.js';
export { readWeights } from './weights/read-weights.js';
