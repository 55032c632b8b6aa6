export { checkpoint } from './checkpoint.js';
export { csvHistory } from './csv-history.js';
export { jsonlHistory } from './jsonl-history.js';
export { saveDivergedBatch } from './save-diverged-batch.js';
export { tensorBoard } from './tensor-board.js';
