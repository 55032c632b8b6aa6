import type { ModelCard } from '../../src/index.js';

/** Height, width and channels of the images that a classifier sees. */
export function imageShape({ input }: Pick<ModelCard, 'input'>): [number, number, number] {
  return [input.height, input.width, input.channels.length];
}
