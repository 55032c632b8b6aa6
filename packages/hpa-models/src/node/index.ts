export { loadClassifier } from './load-classifier.js';
export { saveClassifier } from './save-classifier.js';
