import type { StoredTensor, WeightValues } from './bytes/stored-weights.js';

/** Order of the axes in TensorFlow of a PyTorch kernel, by its rank: [out, in] to [in, out], [out, in, h, w] to [h, w, in, out]. */
const AXES: ReadonlyMap<number, readonly number[]> = new Map([
  [2, [1, 0]],
  [4, [2, 3, 1, 0]],
]);

/**
 * Presents a tensor with the axes in the order of TensorFlow. A name that ends in `.weight` is one of PyTorch, whose kernels have the
 * outputs first.
 */
export function kerasLayout(stored: StoredTensor): StoredTensor {
  const axes = stored.name.endsWith('.weight') ? AXES.get(stored.shape.length) : undefined;
  if (!axes) {
    return stored;
  }
  const shape = axes.map((axis) => stored.shape[axis]!);
  return { ...stored, shape, read: () => transposed(stored, axes) };
}

function transposed(stored: StoredTensor, axes: readonly number[]): WeightValues {
  const values = stored.read();
  const strides = stored.shape.map((_, axis) =>
    stored.shape.slice(axis + 1).reduce((size, dimension) => size * dimension, 1),
  );
  const shape = axes.map((axis) => stored.shape[axis]!);
  const steps = axes.map((axis) => strides[axis]!);
  const result = values.slice();
  const indices = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = values[from]!;
    // Count up: the last axis first, with a carry to the one before it.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      indices[axis]!++;
      if (indices[axis]! < shape[axis]!) {
        break;
      }
      from -= steps[axis]! * shape[axis]!;
      indices[axis] = 0;
    }
  }
  return result;
}
