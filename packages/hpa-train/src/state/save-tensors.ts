import type { Variable } from '@tensorflow/tfjs-core';
import type { SavedTensor } from './training-state.js';

/**
 * Copies float32 variables to the host, each under the name given with it.
 *
 * The copies share no memory with the backend, so later updates, in place or not, do not change them.
 *
 * @throws TypeError if a variable is not float32, naming it.
 */
export async function saveTensors(
  named: readonly (readonly [name: string, variable: Variable])[],
): Promise<SavedTensor[]> {
  const saved: SavedTensor[] = [];
  for (const [name, variable] of named) {
    const data = await variable.data();
    if (!(data instanceof Float32Array)) {
      throw new TypeError(`${name} must be float32 to be saved; received ${variable.dtype}`);
    }
    // The cpu backend returns its own array, hence the copy.
    saved.push({ name, shape: [...variable.shape], data: data.slice() });
  }
  return saved;
}
