import type { History } from '@hpa/train';
import type { Recipe } from '../recipes/recipe-schema.js';

/** Says which epoch a model keeps, by the recipe, and what the monitored metric was in it; null before the first has ended. */
export function keptEpoch(
  { best, epochs }: Pick<History, 'best' | 'epochs'>,
  { keep, monitor }: Pick<Recipe, 'keep' | 'monitor'>,
): History['best'] {
  const last = epochs.at(-1);
  if (keep === 'best' || last === undefined) {
    return best;
  }
  return { epoch: last.epoch, metric: monitor, value: last.validation?.[monitor] ?? Number.NaN };
}
