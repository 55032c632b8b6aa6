import { clone, slice, type Tensor } from '@tensorflow/tfjs-core';
import type { Part } from '../memory/equal-parts.js';

/** A tensor's rows along its first axis; all of them are a clone, which takes no memory of its own. */
export function partOf<Kind extends Tensor>(tensor: Kind, { begin, size }: Part): Kind {
  if (size === tensor.shape[0]) {
    return clone(tensor);
  }
  return slice(tensor, [begin, ...tensor.shape.slice(1).map(() => 0)], [size, ...tensor.shape.slice(1)]);
}
