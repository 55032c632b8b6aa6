import { findModel } from './find-model.js';
import { resolveModels } from './resolve-models.js';

/**
 * Finds the folder of the one saved model that a name stands for, as `resolveModels` does.
 *
 * @throws Error if there is none, naming the models known by name, or several trainings, naming them.
 */
export async function resolveModel(
  name: string,
  options: Parameters<typeof resolveModels>[1] = {},
): Promise<string> {
  const folders = await resolveModels([name], options);
  return folders.length === 1 ? folders[0]! : findModel(name, options);
}
