import type { MemoryLimits } from './memory-limits.js';
import type { Allocation } from './watch-allocations.js';

/** What a pass over a batch will take, beyond what is held before it: weights, optimizer slots, other tensors. */
export interface MemoryEstimate {
  /** Most bytes held at once by tensors, the images among them, for a batch of so many images. */
  peakBytes(batchSize: number): number;
  /** Bytes of the largest tensor for a batch of so many images. */
  largestTensorBytes(batchSize: number): number;
  /** The most images whose pass keeps within limits, of which `totalBytes` is for this pass alone; 0 where one does not. */
  largestBatch(limits: MemoryLimits): number;
}

/** Bytes that grow with the batch: fixedBytes + bytesPerImage batchSize. */
interface Line {
  readonly fixedBytes: number;
  readonly bytesPerImage: number;
}

/**
 * Draws an estimate for any batch size from the allocations of a pass over one image and of one over two.
 *
 * At each moment of the pass what is held is linear in the batch size, and the two passes give the line; the
 * largest of those lines is the peak. The peaks alone would mislead: with few images the gradients of large
 * weights may decide, with many the activations. Where the passes differ in their number of allocations, moments
 * do not pair, and everything is taken to grow with the batch, which errs on the safe side.
 */
export function memoryEstimate({
  one,
  two,
}: {
  readonly one: readonly Allocation[];
  readonly two: readonly Allocation[];
}): MemoryEstimate {
  const linesOf = (measure: keyof Allocation): readonly Line[] => {
    const [first, second] = [one, two].map((pass) => pass.map((allocation) => allocation[measure]));
    if (first!.length === second!.length) {
      return first!.map((bytes, moment) => ({
        fixedBytes: 2 * bytes - second![moment]!,
        bytesPerImage: second![moment]! - bytes,
      }));
    }
    return [{ fixedBytes: 0, bytesPerImage: Math.max(highest(first!), highest(second!) / 2) }];
  };
  const live = linesOf('liveBytes');
  const single = linesOf('bytes');
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
  return highest(lines.map(({ fixedBytes, bytesPerImage }) => fixedBytes + bytesPerImage * batchSize));
}

/** The largest whole batch size at which no line is above the limit. */
function crossing(lines: readonly Line[], limit: number): number {
  const sizes = lines.map(({ fixedBytes, bytesPerImage }) => {
    if (bytesPerImage > 0) {
      return Math.floor((limit - fixedBytes) / bytesPerImage);
    }
    return fixedBytes <= limit ? Number.POSITIVE_INFINITY : 0;
  });
  return Math.max(
    0,
    sizes.reduce((least, size) => Math.min(least, size), Number.POSITIVE_INFINITY),
  );
}

function highest(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, value), 0);
}
