import type { Report } from '../report-schema.js';

/** Plain sentences that a reader must know and that the report's numbers do not say by themselves. */
export function notesOn({ models }: Pick<Report, 'models'>): string[] {
  return models
    .filter(({ name, weights }) => name === 'inception-v3' && weights.startsWith('random'))
    .map(
      ({ title }) =>
        `${title} started from random weights, since no pretrained ones were at hand: it shows what this architecture learns from these cells alone, not transfer learning.`,
    );
}
