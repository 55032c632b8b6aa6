import { clone, dispose, type Tensor4D, zeros } from '@tensorflow/tfjs-core';
import { requireCount } from '../require-number.js';
import type { Trainable } from '../types.js';
import { type MemoryEstimate, memoryEstimate } from './memory-estimate.js';
import { type Allocation, watchAllocations } from './watch-allocations.js';

/**
 * Estimates the memory of a pass by running it on one image of zeros and on two, and restores the state of the model.
 *
 * @throws RangeError if the input shape is not three positive integers; anything that the pass throws.
 */
export function estimatePass(
  model: Trainable,
  { inputShape, run }: { readonly inputShape: readonly number[]; readonly run: (images: Tensor4D) => void },
): MemoryEstimate {
  if (inputShape.length !== 3) {
    throw new RangeError(`inputShape must be [height, width, channels]; received [${inputShape}]`);
  }
  for (const [axis, size] of inputShape.entries()) {
    requireCount(size, { name: `inputShape[${axis}]` });
  }
  const passOver = (count: number): readonly Allocation[] =>
    watchAllocations(() => {
      const images = zeros([count, ...inputShape] as Tensor4D['shape']) as Tensor4D;
      try {
        run(images);
      } finally {
        images.dispose();
      }
    });

  const state = model.state ?? model.variables;
  // Clones share the memory, and assign() replaces it by new memory: nothing is copied.
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
