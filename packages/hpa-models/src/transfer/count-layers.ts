import { requireInteger } from '../require-number.js';
import type { Classifier } from '../types.js';

/** The lower layers of a network: all up to and including a named one, or a number of them. */
export type LowerLayers = { readonly upTo: string } | { readonly layers: number };

/**
 * Counts the lower layers that are meant, in the order of `network.layers`.
 *
 * @throws RangeError if there is no such layer, or the number is not an integer in [0, number of layers]
 */
export function countLayers(
  { network, card }: Pick<Classifier, 'network' | 'card'>,
  lower: LowerLayers,
): number {
  const { layers } = network;
  const count = 'upTo' in lower ? layers.findIndex(({ name }) => name === lower.upTo) + 1 : lower.layers;
  if ('upTo' in lower && count === 0) {
    const names = layers.map(({ name }) => name).join(', ');
    throw new RangeError(`${card.name} has no layer "${lower.upTo}"; it has ${names}`);
  }
  return requireInteger(count, { name: 'layers', minimum: 0, maximum: layers.length });
}
