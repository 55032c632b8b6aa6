export { resizeStains } from './resize-stains';
export { undoFilters } from './undo-filters';
