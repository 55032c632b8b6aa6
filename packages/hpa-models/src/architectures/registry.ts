// Every architecture, one line each. What createClassifier() builds, what listModels() lists, which saved models load and what
// the package exports all follow from this list.
export { deepLoc } from './deep-loc.js';
export { denseNet121 } from './dense-net-121.js';
export { gapNet } from './gap-net.js';
export { gapNetPl } from './gap-net-pl.js';
export { inceptionV3 } from './inception-v3.js';
export { mCnn } from './m-cnn.js';
export { mobileNetV2 } from './mobile-net-v2.js';
export { resNet18, resNet50 } from './res-net.js';
export { scratchCnn } from './scratch-cnn.js';
