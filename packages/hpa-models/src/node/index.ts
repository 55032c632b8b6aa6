export { type FetchProgress, type FetchWeightsOptions, fetchWeights } from './fetch-weights.js';
export { loadClassifier } from './load-classifier.js';
export { loadWeights } from './load-weights.js';
export { type OpenWeights, openWeights } from './open-weights.js';
export { saveClassifier } from './save-classifier.js';
