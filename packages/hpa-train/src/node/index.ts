export { loadCheckpoint } from './load-checkpoint.js';
export { saveCheckpoint } from './save-checkpoint.js';
