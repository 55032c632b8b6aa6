import { tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { SavedTensor } from './training-state.js';

/**
 * Assigns saved tensors to variables by position; assigns nothing unless everything fits.
 *
 * Positions are matched, not names: TensorFlow.js keeps variable names unique within a process, so the same model
 * built twice has different names.
 *
 * @throws RangeError if the counts differ, or a shape differs, naming the first such variable.
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
        `saved tensor ${source.name} must have the shape [${target.shape}] of variable ${target.name}; received [${source.shape}]`,
      );
    }
  }
  for (const { source, target } of pairs) {
    // The cpu backend keeps the array that it is given, hence the copy.
    tidy(() => target.assign(tensor(source.data.slice(), target.shape, 'float32')));
  }
}
