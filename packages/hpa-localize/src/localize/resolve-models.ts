import { fetchPublishedModel } from './fetch-published-model.js';
import { findModels } from './find-model.js';
import { type CatalogModel, MODEL_CATALOG } from './model-catalog.js';

/** Where models are looked for, and who is told of what is fetched. */
interface ResolveOptions {
  /** The folder that names of folders are relative to; the current one by default. */
  readonly models?: string;
  /** The models that are known by name. */
  readonly catalog?: Readonly<Record<string, CatalogModel>>;
  /** Called with one line before a file is fetched. */
  readonly onFetch?: (line: string) => void;
}

/**
 * Finds the folders of saved models: those that a folder holds, as `findModels` does, else the one that the catalog has under this name,
 * fetched on first use.
 *
 * @throws Error if there is neither, a training has no model yet, or the model cannot be fetched.
 */
export async function resolveModels(
  names: readonly string[],
  { models = '.', catalog = MODEL_CATALOG, onFetch }: ResolveOptions = {},
): Promise<string[]> {
  const folders: string[] = [];
  for (const name of names) {
    folders.push(...(await resolveName(name, { models, catalog, onFetch })));
  }
  return folders;
}

async function resolveName(
  name: string,
  {
    models,
    catalog,
    onFetch,
  }: Required<Pick<ResolveOptions, 'models' | 'catalog'>> & {
    readonly onFetch: ResolveOptions['onFetch'] | undefined;
  },
): Promise<string[]> {
  const known = Object.hasOwn(catalog, name) ? catalog[name] : undefined;
  try {
    return findModels(name, { models });
  } catch (error) {
    if (known === undefined) {
      const names = Object.keys(catalog).join(', ');
      throw new Error(`${(error as Error).message}; models known by name are ${names}`, { cause: error });
    }
  }
  return ['folder' in known ? known.folder : await fetchPublishedModel(known.weights, { onFetch })];
}
