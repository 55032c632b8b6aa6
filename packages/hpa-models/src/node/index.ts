export { fetchWeights } from './fetch-weights.js';
export { loadClassifier } from './load-classifier.js';
export { loadWeights } from './load-weights.js';
export { openWeights } from './open-weights.js';
export { saveClassifier } from './save-classifier.js';
