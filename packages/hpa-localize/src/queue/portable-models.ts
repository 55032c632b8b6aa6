import { resolve } from 'node:path';
import { DEFAULT_MODEL, MODEL_CATALOG } from '../localize/model-catalog.js';
import { resolveModels } from '../localize/resolve-models.js';

/**
 * Finds saved models as `resolveModels` does, each with what a worker finds it by on its own machine: its name if it is one of the catalog,
 * which every machine has or fetches, else its absolute path.
 */
export async function portableModels(
  models: readonly string[],
  options: Parameters<typeof resolveModels>[1] = {},
): Promise<{ readonly name: string; readonly folder: string }[]> {
  const found = await Promise.all(
    models.map(async (model) => {
      const folders = await resolveModels([model], options);
      return folders.map((folder) => ({ name: nameOf(folder, { model }), folder: resolve(folder) }));
    }),
  );
  return found.flat();
}

function nameOf(folder: string, { model }: { readonly model: string }): string {
  if (resolve(folder) === resolve(DEFAULT_MODEL)) {
    return 'default';
  }
  const isPath = resolve(folder).startsWith(resolve(model));
  return Object.hasOwn(MODEL_CATALOG, model) && !isPath ? model : resolve(folder);
}
