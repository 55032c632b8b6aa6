export { asha } from './asha.js';
export { median } from './median.js';
export type { Pruner, PruningMoment } from './pruner.js';
