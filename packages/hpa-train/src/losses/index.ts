export { binaryCrossEntropy } from './binary-cross-entropy.js';
export { focalLoss } from './focal-loss.js';
export { lovaszLoss } from './lovasz-loss.js';
export { softmaxCrossEntropy } from './softmax-cross-entropy.js';
