import { fileURLToPath } from 'node:url';
import { PUBLISHED_WEIGHTS, type PublishedWeights } from '@hpa/models';

/** A model that is known by name: a folder that comes with this package, or weights that are fetched on first use. */
export type CatalogModel = { readonly description: string } & (
  | { readonly folder: string }
  | { readonly weights: PublishedWeights }
);

/** The folder of the model that comes with this package, which answers where none is named. */
export const DEFAULT_MODEL: string = fileURLToPath(new URL('../../models/default', import.meta.url));

/** The models that `--model` and `localize` know by name. */
export const MODEL_CATALOG: Readonly<Record<string, CatalogModel>> = {
  default: {
    description: 'comes with this package: four locations, trained on real cells of the Human Protein Atlas',
    folder: DEFAULT_MODEL,
  },
  'gapnet-pl-published': {
    description: 'GapNet-PL with the weights of its authors: 13 locations, 1024 pixels, fetched on first use',
    weights: PUBLISHED_WEIGHTS['gapnet-pl'].authors,
  },
};
