import { access } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The folder with the saved model: the one named, or model/ in it, as runs have it.
 *
 * @throws Error where neither holds a model
 */
export async function modelFolder(named: string): Promise<string> {
  for (const folder of [join(named, 'model'), named]) {
    const found = await access(join(folder, 'model.json')).then(
      () => true,
      () => false,
    );
    if (found) {
      return folder;
    }
  }
  throw new Error(`--model ${named} holds no saved model (no model.json in it or in its folder model/)`);
}
