import type { MemoryEstimate } from './memory-estimate.js';
import type { MemoryLimits } from './memory-limits.js';

/** Says why a batch cannot pass even in parts, in bytes, and what would fit. */
export function explainShortage(
  estimate: MemoryEstimate,
  {
    pass,
    limits,
    inputShape,
    heldBytes,
    batchSize,
    fitsWhole,
  }: {
    readonly pass: 'training' | 'inference';
    readonly limits: MemoryLimits;
    /** Height, width, channels. */
    readonly inputShape: readonly number[];
    readonly heldBytes: number;
    readonly batchSize: number;
    /** Images in the largest batch that would pass without being split. */
    readonly fitsWhole: number;
  },
): string {
  const { totalBytes = Number.POSITIVE_INFINITY, largestTensorBytes = Number.POSITIVE_INFINITY } = limits;
  const shape = inputShape.join('x');
  if (fitsWhole > 0) {
    return (
      `${pass} on ${batchSize} images of ${shape} does not fit in ${inMebibytes(totalBytes)}, and beside the sums ` +
      `of a split batch's gradients not even one image does; batches of ${fitsWhole} would fit`
    );
  }
  const availableBytes = totalBytes - heldBytes;
  const needs = [
    estimate.peakBytes(1) > availableBytes &&
      `takes ${inMebibytes(estimate.peakBytes(1))} beside the ${inMebibytes(heldBytes)} that tensors hold already, ` +
        `and the limit is ${inMebibytes(totalBytes)}`,
    estimate.largestTensorBytes(1) > largestTensorBytes &&
      `makes a tensor of ${inMebibytes(estimate.largestTensorBytes(1))}, and the largest that the engine takes is ` +
        `${inMebibytes(largestTensorBytes)}`,
  ].filter((need) => need !== false);
  const share = Math.min(
    shareWithin(estimate.peakBytes, availableBytes),
    shareWithin(estimate.largestTensorBytes, largestTensorBytes),
  );
  const [height, width] = inputShape.slice(0, 2).map((side) => Math.floor(side * Math.sqrt(share)));
  const remedy =
    height! > 0 && width! > 0
      ? `images of about ${height}x${width} pixels would fit, by estimate`
      : 'no size of image would fit: it takes a smaller model';
  return `${pass} on one image of ${shape} ${needs.join(', and ')}; ${remedy}`;
}

/** The share of an image's pixels at which a line through one image and two comes down to the limit; 0 where it never does. */
function shareWithin(bytesOf: (batchSize: number) => number, limit: number): number {
  const perImage = bytesOf(2) - bytesOf(1);
  const fixed = bytesOf(1) - perImage;
  if (fixed + perImage <= limit) {
    return 1;
  }
  return perImage > 0 ? Math.max(0, (limit - fixed) / perImage) : 0;
}

function inMebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
