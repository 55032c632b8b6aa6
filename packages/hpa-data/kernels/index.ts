export { resizeChannels } from './resize-channels';
export { undoFilters } from './undo-filters';
