import type { ChannelName } from '../../image/cell-image.js';
import type { Levels, ResolvedLevels } from '../../levels/levels.js';
import type { SampleDepth } from './page-header.js';

/** The levels of black and white of a channel in a file; undefined if its depth says them. */
export function levelsOf(
  name: ChannelName,
  { depth, levels }: { readonly depth: SampleDepth; readonly levels: ResolvedLevels | undefined },
): Levels | undefined {
  return depth === 'uint8' ? levels?.of8Bits?.[name] : levels?.perChannel[name];
}
