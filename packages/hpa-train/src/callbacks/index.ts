export { earlyStopping } from './early-stopping.js';
export { progress } from './progress.js';
export { timeBudget } from './time-budget.js';
