import type { MemoryLimits } from './memory-limits.js';
import type { Allocation } from './watch-allocations.js';

/**
 * The memory that a pass over a batch takes, in addition to what is held before it: weights, slots, other tensors.
 *
 * @inline
 */
export interface MemoryEstimate {
  /** Maximum bytes held by tensors at once, including the images, for a batch of that many images. */
  peakBytes(batchSize: number): number;
  /** Bytes of the largest tensor for a batch of that many images. */
  largestTensorBytes(batchSize: number): number;
  /** The maximum batch size within the limits, with `totalBytes` for this pass alone; 0 if not even one image fits. */
  largestBatch(limits: MemoryLimits): number;
}

/** Bytes that grow with the batch: fixedBytes + bytesPerImage batchSize. */
interface Line {
  readonly fixedBytes: number;
  readonly bytesPerImage: number;
}

/**
 * Extrapolates the allocations of a pass over one image and of a pass over two to any batch size.
 *
 * At each moment of the pass the bytes held are linear in the batch size. The two passes give the line, and the
 * largest of these lines is the peak. The two peaks alone would mislead: with few images the gradients of large
 * weights may dominate, with many the activations. If the passes differ in their number of allocations, moments
 * cannot be matched, and everything is assumed to grow with the batch, which overestimates.
 */
export function memoryEstimate({
  one,
  two,
}: {
  readonly one: readonly Allocation[];
  readonly two: readonly Allocation[];
}): MemoryEstimate {
  const fitLines = (measure: keyof Allocation): readonly Line[] => {
    const first = one.map((allocation) => allocation[measure]);
    const second = two.map((allocation) => allocation[measure]);
    if (first.length === second.length) {
      return first.map((bytes, moment) => ({
        fixedBytes: 2 * bytes - second[moment]!,
        bytesPerImage: second[moment]! - bytes,
      }));
    }
    return [{ fixedBytes: 0, bytesPerImage: Math.max(maximum(first), maximum(second) / 2) }];
  };
  const live = fitLines('liveBytes');
  const single = fitLines('bytes');
  return {
    peakBytes: (batchSize) => heightAt(live, batchSize),
    largestTensorBytes: (batchSize) => heightAt(single, batchSize),
    largestBatch: ({
      totalBytes = Number.POSITIVE_INFINITY,
      largestTensorBytes = Number.POSITIVE_INFINITY,
    }) => Math.min(crossing(live, totalBytes), crossing(single, largestTensorBytes)),
  };
}

function heightAt(lines: readonly Line[], batchSize: number): number {
  return maximum(lines.map(({ fixedBytes, bytesPerImage }) => fixedBytes + bytesPerImage * batchSize));
}

/** The largest whole batch size at which no line is above the limit. */
function crossing(lines: readonly Line[], limit: number): number {
  const sizes = lines.map(({ fixedBytes, bytesPerImage }) => {
    if (bytesPerImage > 0) {
      return Math.floor((limit - fixedBytes) / bytesPerImage);
    }
    return fixedBytes <= limit ? Number.POSITIVE_INFINITY : 0;
  });
  const minimum = sizes.reduce((smallest, size) => Math.min(smallest, size), Number.POSITIVE_INFINITY);
  return Math.max(0, minimum);
}

function maximum(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, value), 0);
}
