export { countParameters } from './count-parameters.js';
export { type FreezeOptions, freeze } from './freeze.js';
export { type GapNetOptions, gapNet } from './gap-net.js';
export { type GapNetPlOptions, gapNetPl } from './gap-net-pl.js';
export { type InceptionV3Options, inceptionV3 } from './inception-v3.js';
export { type LayerOutputsOptions, layerOutputs } from './layer-outputs.js';
export { loadClassifier } from './load-classifier.js';
export { parseModelCard } from './parse-model-card.js';
export { type SaveClassifierOptions, saveClassifier } from './save-classifier.js';
export { type ScratchCnnOptions, scratchCnn } from './scratch-cnn.js';
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
