import { tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { SavedTensor } from './training-state.js';

/**
 * Assigns saved tensors to variables, position by position; nothing is assigned unless everything fits.
 *
 * Positions count, not names: TensorFlow.js keeps variable names unique within a process, so that the same
 * model built twice carries different ones.
 *
 * @throws RangeError when the counts differ, or naming the first variable whose shape differs.
 */
export function restoreTensors(variables: readonly Variable[], saved: readonly SavedTensor[]): void {
  if (variables.length !== saved.length) {
    throw new RangeError(
      `saved tensors must match the variables one to one; received ${saved.length} for ${variables.length}`,
    );
  }
  const pairs = saved.map((source, index) => ({ source, target: variables[index]! }));
  for (const { source, target } of pairs) {
    if (source.shape.join() !== target.shape.join()) {
      throw new RangeError(
        `saved tensor ${source.name} [${source.shape}] does not fit variable ${target.name} [${target.shape}]`,
      );
    }
  }
  for (const { source, target } of pairs) {
    // The cpu backend adopts the array that it is given, hence the copy.
    tidy(() => target.assign(tensor(source.data.slice(), target.shape, 'float32')));
  }
}
