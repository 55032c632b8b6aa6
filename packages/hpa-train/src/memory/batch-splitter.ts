import { memory, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Trainable } from '../types.js';
import { equalParts, type Part } from './equal-parts.js';
import { estimateInferenceMemory } from './estimate-inference-memory.js';
import { estimateTrainingMemory } from './estimate-training-memory.js';
import { explainShortage } from './explain-shortage.js';
import type { MemoryLimits } from './memory-limits.js';

/** Says into which parts a batch has to be split to keep within memory: one where it fits whole. */
export type BatchSplitter = (images: Tensor4D) => readonly Part[];

/**
 * Makes a splitter for the passes of one model; without limits nothing is estimated and nothing is split.
 *
 * Each shape of image is estimated once, when it first comes, and again when other variables train, so that batches of one size are split alike; what
 * tensors hold then, the batch itself included, counts as held.
 *
 * @param options.most Images in a part at most, however many would fit: to split as an earlier run did.
 * @throws Error, from the splitter, where not even one image fits, naming the bytes and a size that would fit.
 */
export function batchSplitter(
  model: Trainable,
  {
    pass,
    limits,
    most = Number.POSITIVE_INFINITY,
  }: {
    readonly pass: 'training' | 'inference';
    readonly limits: MemoryLimits | undefined;
    readonly most?: number | undefined;
  },
): BatchSplitter {
  if (limits === undefined) {
    return ({ shape: [count] }) => equalParts(count, most);
  }
  const capacities = new Map<string, Capacity>();
  return (images) => {
    const [count, ...inputShape] = images.shape;
    const key = [model.variables.length, ...inputShape].join();
    const capacity = capacities.get(key) ?? measureCapacity(model, { pass, limits, inputShape });
    capacities.set(key, capacity);
    if (count <= Math.min(capacity.whole, most)) {
      return equalParts(count, count);
    }
    const size = Math.min(capacity.part, most);
    if (size === 0) {
      throw new Error(capacity.shortage(count));
    }
    return equalParts(count, size);
  };
}

/** How many images of one shape can pass at once. */
interface Capacity {
  /** In a batch that is not split. */
  readonly whole: number;
  /** In each part of a batch that is. */
  readonly part: number;
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
  // Beside the gradients of a part lie the sums so far, and one more tensor while it is added.
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
