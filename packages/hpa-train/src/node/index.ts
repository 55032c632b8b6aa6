export * as fileCallbacks from './callbacks/index.js';
export { openJournal } from './journal/open-journal.js';
export { loadCheckpoint } from './load-checkpoint.js';
export { saveCheckpoint } from './save-checkpoint.js';
