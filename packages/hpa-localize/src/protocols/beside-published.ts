import type { ProtocolsReport } from './protocols-schema.js';
import {
  PUBLISHED_CELLS,
  PUBLISHED_CLASSES,
  PUBLISHED_RESULTS,
  PUBLISHED_SIZE,
  PUBLISHED_SOURCE,
  type PublishedResult,
} from './published-results.js';

/** What of a comparison decides how far its figures can be held against the published ones. */
interface Comparable {
  readonly synthetic: boolean;
  readonly imageSize: number;
  readonly classes: readonly { readonly id: number }[];
  /** How many cells there were to split. */
  readonly cells: number;
  readonly models: readonly { readonly name: string; readonly epochs: number }[];
}

/**
 * Puts each published result beside the models of a comparison with the same network, and says in words in what each differs from
 * the published training: a figure of another size, of other cells or after fewer epochs is no repetition.
 */
export function besidePublished(comparison: Comparable): ProtocolsReport['published'] {
  const common = commonDifferences(comparison);
  return {
    source: PUBLISHED_SOURCE,
    results: PUBLISHED_RESULTS.map((result) => ({
      title: result.title,
      validationAccuracy: result.validationAccuracy,
      testAccuracy: result.testAccuracy,
      ours: comparison.models
        .filter(({ name }) => name === result.recipe || result.sameNetwork.includes(name))
        .map((model) => ({ model: model.name, differs: [...ownDifferences(model, result), ...common] })),
    })),
  };
}

function ownDifferences(
  { name, epochs }: Comparable['models'][number],
  { recipe, epochs: published }: PublishedResult,
): string[] {
  return [
    ...(name === recipe ? [] : ['another recipe']),
    ...(epochs === published
      ? []
      : [`${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} instead of ${published}`]),
  ];
}

function commonDifferences({ synthetic, imageSize, classes, cells }: Comparable): string[] {
  const ids = classes.map(({ id }) => id);
  const sameClasses =
    ids.length === PUBLISHED_CLASSES.length && PUBLISHED_CLASSES.every((id) => ids.includes(id));
  return [
    ...(imageSize === PUBLISHED_SIZE ? [] : [`${imageSize} pixels instead of ${PUBLISHED_SIZE}`]),
    ...(sameClasses ? [] : ['other locations']),
    ...(synthetic ? ['drawn cells'] : []),
    ...(cells === PUBLISHED_CELLS
      ? []
      : [`${cells.toLocaleString('en-US')} cells instead of ${PUBLISHED_CELLS.toLocaleString('en-US')}`]),
  ];
}
