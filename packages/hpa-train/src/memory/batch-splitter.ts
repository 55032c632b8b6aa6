import { memory, type Tensor4D } from '@tensorflow/tfjs-core';
import { equalParts, type Part } from '../step/equal-parts.js';
import type { Trainable } from '../types.js';
import { estimateInferenceMemory } from './estimate-inference-memory.js';
import { estimateTrainingMemory } from './estimate-training-memory.js';
import { explainShortage } from './explain-shortage.js';
import type { MemoryLimits } from './memory-limits.js';

/** Returns the parts into which a batch must be split to stay within the memory limits; one part if it fits whole. */
export type BatchSplitter = (images: Tensor4D) => readonly Part[];

/**
 * Creates a splitter for the passes of one model; without limits it estimates nothing and splits as the earlier run did, or nothing.
 *
 * Memory is estimated once per image shape, when the shape first occurs, and again if the trained variables change,
 * so batches of one size are split alike. Memory that tensors hold at that time counts as held, including the batch.
 *
 * @throws Error if, in the splitter, not even one image fits; it names the bytes and a size that would fit.
 */
export function batchSplitter(
  model: Trainable,
  {
    pass,
    limits,
    maximum = Number.POSITIVE_INFINITY,
    sizes = new Map(),
  }: {
    readonly pass: 'training' | 'inference';
    readonly limits: MemoryLimits | undefined;
    /** The maximum number of images in a part even if more would fit: splits as an earlier run did. */
    readonly maximum?: number | undefined;
    /** How many images pass at once, by shape: what an earlier run found, which is a maximum here, and what this one finds. */
    readonly sizes?: Map<string, PassSizes>;
  },
): BatchSplitter {
  const capacities = new Map<string, Capacity>();
  const capacityOf = (inputShape: readonly number[]): Capacity => {
    const key = [pass, model.variables.length, ...inputShape].join();
    const known = capacities.get(key);
    if (known !== undefined) {
      return known;
    }
    const earlier = sizes.get(key) ?? { whole: maximum, part: maximum };
    const measured = limits && measureCapacity(model, { pass, limits, inputShape });
    const capacity = {
      whole: Math.min(earlier.whole, measured?.whole ?? Number.POSITIVE_INFINITY),
      part: Math.min(earlier.part, measured?.part ?? Number.POSITIVE_INFINITY),
      shortage: measured?.shortage ?? (() => 'not one image passes at once, by the run that is resumed'),
    };
    capacities.set(key, capacity);
    if (limits !== undefined) {
      sizes.set(key, { whole: capacity.whole, part: capacity.part });
    }
    return capacity;
  };
  return (images) => {
    const [count, ...inputShape] = images.shape;
    const capacity = capacityOf(inputShape);
    if (count <= capacity.whole) {
      return equalParts(count, { maximum: count });
    }
    const size = capacity.part;
    if (size === 0) {
      throw new Error(capacity.shortage(count));
    }
    return equalParts(count, { maximum: size });
  };
}

/** How many images of one shape pass at once. */
export interface PassSizes {
  /** In a batch that is not split. */
  readonly whole: number;
  /** In each part of a split batch. */
  readonly part: number;
}

interface Capacity extends PassSizes {
  shortage(batchSize: number): string;
}

function measureCapacity(
  model: Trainable,
  {
    pass,
    limits,
    inputShape,
  }: {
    readonly pass: 'training' | 'inference';
    readonly limits: MemoryLimits;
    readonly inputShape: readonly number[];
  },
): Capacity {
  const heldBytes = memory().numBytes;
  const estimate = (pass === 'training' ? estimateTrainingMemory : estimateInferenceMemory)(model, {
    inputShape,
  });
  // In addition to the gradients of a part, a split batch holds their sums so far and one tensor while it is added.
  const gradientBytes = model.variables.map(({ size }) => 4 * size);
  const sumBytes =
    pass === 'training' ? gradientBytes.reduce((sum, bytes) => sum + bytes, Math.max(...gradientBytes)) : 0;
  const capacityBeside = (bytes: number): number =>
    estimate.largestBatch({
      ...limits,
      ...(limits.totalBytes !== undefined && { totalBytes: limits.totalBytes - bytes }),
    });
  const whole = capacityBeside(heldBytes);
  return {
    whole,
    part: capacityBeside(heldBytes + sumBytes),
    shortage: (batchSize) =>
      explainShortage(estimate, { pass, limits, inputShape, heldBytes, batchSize, fitsWhole: whole }),
  };
}
