import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Finds the folder of a saved model: the one named, or the folder model/ in it, as a model of a run has it.
 *
 * @throws Error if neither holds a model.
 */
export function findModel(name: string, { models = '.' }: { readonly models?: string } = {}): string {
  const folder = resolve(models, name);
  const found = [join(folder, 'model'), folder].find((path) => existsSync(join(path, 'model.json')));
  if (found === undefined) {
    throw new Error(`${folder} holds no saved model (no model.json in it or in its folder model/)`);
  }
  return found;
}
