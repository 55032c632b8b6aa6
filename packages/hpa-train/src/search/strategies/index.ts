export { grid } from './grid.js';
export { random } from './random.js';
export type { Proposal, Strategy } from './strategy.js';
export { tpe } from './tpe.js';
