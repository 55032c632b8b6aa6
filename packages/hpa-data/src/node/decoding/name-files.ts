import type { ChannelFiles } from '../../sample.js';

/** The files of a sample, each once, for errors. */
export function nameFiles(channels: ChannelFiles): string {
  return [...new Set(Object.values(channels))].join(', ');
}
