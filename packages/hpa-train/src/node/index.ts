export { checkpoint } from './checkpoint.js';
export { csvHistory } from './csv-history.js';
export { openJournal } from './journal/open-journal.js';
export { jsonlHistory } from './jsonl-history.js';
export { loadCheckpoint } from './load-checkpoint.js';
export { saveCheckpoint } from './save-checkpoint.js';
export { saveDivergedBatch } from './save-diverged-batch.js';
export { tensorBoard } from './tensor-board.js';
