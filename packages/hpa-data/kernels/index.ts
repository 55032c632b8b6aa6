export { resizeGrey } from './resize-grey';
export { undoFilters } from './undo-filters';
