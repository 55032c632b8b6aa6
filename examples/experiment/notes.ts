import type { Report } from '../report-schema.js';

/** Plain sentences that a reader must know and that the report's numbers do not say by themselves. */
export function notesOn({ models }: Pick<Report, 'models'>): string[] {
  const randomWeights = models
    .filter(({ name, weights }) => name === 'inception-v3' && weights.startsWith('random'))
    .map(
      ({ title }) =>
        `${title} started from random weights, since nothing else was asked for (--weights imagenet): it shows what this architecture learns from these cells alone, not transfer learning.`,
    );
  const split = models
    .filter(({ recipe }) => recipe.microBatchSize !== undefined)
    .map(
      ({ title, recipe: { batchSize, microBatchSize } }) =>
        `${title} took each batch of ${batchSize} cells in parts of at most ${microBatchSize}, whose gradients were added up, to keep within the engine's memory; batch normalization, where it has any, saw each part by itself.`,
    );
  return [...randomWeights, ...split];
}
