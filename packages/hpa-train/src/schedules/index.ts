export { constant } from './constant.js';
export { cosine } from './cosine.js';
export { linear } from './linear.js';
export { oneCycle } from './one-cycle.js';
export { plateau } from './plateau.js';
export { step } from './step.js';
export type { DescentOptions } from './warmed-up-descent.js';
