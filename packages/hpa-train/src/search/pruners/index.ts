export { asha } from './asha.js';
export { median } from './median.js';
export type { Pruner } from './pruner.js';
