import { type Classifier, freezeSchedule } from '@hpa/models';
import type { Recipe } from './recipe-schema.js';

/**
 * Plans which lower layers do not train in which epoch, for `beforeEpoch` of fit(); undefined if all layers train all the time.
 *
 * @throws RangeError if there is no such layer.
 */
export function planFreezing(
  { name, freeze, headFirst }: Pick<Recipe, 'name' | 'freeze' | 'headFirst'>,
  classifier: Classifier,
): ((epoch: number) => void) | undefined {
  const head = headFirst?.epochs ?? 0;
  const until = freeze?.epochs ?? Number.POSITIVE_INFINITY;
  const stages = [
    ...(head > 0 ? [{ epoch: 0, layers: countBelowHead(classifier) }] : []),
    ...(freeze && until > head ? [{ epoch: head, ...lowerLayers(freeze) }] : []),
    ...(Number.isFinite(until) && until > head ? [{ epoch: until, layers: 0 }] : []),
    ...(head > 0 && !(freeze && until > head) ? [{ epoch: head, layers: 0 }] : []),
  ];
  if (stages.length === 0) {
    return undefined;
  }
  try {
    return freezeSchedule(classifier, stages);
  } catch (error) {
    throw error instanceof RangeError ? new RangeError(`recipe ${name}: freeze: ${error.message}`) : error;
  }
}

function lowerLayers({
  upTo,
  layers,
}: NonNullable<Recipe['freeze']>): { readonly upTo: string } | { readonly layers: number } {
  return upTo === undefined ? { layers: layers ?? 0 } : { upTo };
}

/** How many layers come before the first one above the features. */
function countBelowHead({ network, backbone }: Classifier): number {
  const below = new Set(backbone.layers.map(({ name }) => name));
  return network.layers.findIndex(({ name }) => !below.has(name));
}
