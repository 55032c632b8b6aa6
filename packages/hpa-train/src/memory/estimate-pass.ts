import { clone, dispose, type Tensor4D, zeros } from '@tensorflow/tfjs-core';
import { requireCount } from '../require-number.js';
import type { Trainable } from '../types.js';
import { type MemoryEstimate, memoryEstimate } from './memory-estimate.js';
import { type Allocation, watchAllocations } from './watch-allocations.js';

/**
 * Estimates the memory of a pass by running it over one image of zeros and over two; the model's state is put back.
 *
 * @throws RangeError for an input shape that is not three positive whole numbers, and whatever the pass throws.
 */
export function estimatePass(
  model: Trainable,
  { inputShape, run }: { readonly inputShape: readonly number[]; readonly run: (images: Tensor4D) => void },
): MemoryEstimate {
  const [height = 0, width = 0, channels = 0] = inputShape;
  requireCount({ 'inputShape[0]': height, 'inputShape[1]': width, 'inputShape[2]': channels });
  const passOver = (count: number): readonly Allocation[] =>
    watchAllocations(() => {
      const images = zeros([count, height, width, channels]) as Tensor4D;
      try {
        run(images);
      } finally {
        images.dispose();
      }
    });

  const state = model.state ?? model.variables;
  // Clones share the memory, and assign() puts new memory in place of the old: nothing is copied.
  const before = state.map((variable) => clone(variable));
  try {
    return memoryEstimate({ one: passOver(1), two: passOver(2) });
  } finally {
    for (const [index, variable] of state.entries()) {
      variable.assign(before[index]!);
    }
    dispose(before);
  }
}
