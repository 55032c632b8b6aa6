import type { MemoryEstimate } from './memory-estimate.js';
import type { MemoryLimits } from './memory-limits.js';

/** Explains, in bytes, why a batch does not fit even in parts, and what would fit. */
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
    /** The size of the largest batch that would fit without being split. */
    readonly fitsWhole: number;
  },
): string {
  const { totalBytes = Number.POSITIVE_INFINITY, largestTensorBytes = Number.POSITIVE_INFINITY } = limits;
  const shape = inputShape.join('x');
  if (fitsWhole > 0) {
    return (
      `${pass} on ${batchSize} images of ${shape} does not fit in ${formatBytes(totalBytes)}, and not even one image ` +
      `fits together with the summed gradients of a split batch; batches of ${fitsWhole} would fit`
    );
  }
  const availableBytes = totalBytes - heldBytes;
  const needs = [
    estimate.peakBytes(1) > availableBytes &&
      `takes ${formatBytes(estimate.peakBytes(1))} in addition to ${formatBytes(heldBytes)} held by tensors, ` +
        `and the limit is ${formatBytes(totalBytes)}`,
    estimate.largestTensorBytes(1) > largestTensorBytes &&
      `makes a tensor of ${formatBytes(estimate.largestTensorBytes(1))}, and the limit of the engine is ` +
        `${formatBytes(largestTensorBytes)}`,
  ].filter((need) => need !== false);
  const share = Math.min(
    shareWithin(estimate.peakBytes, availableBytes),
    shareWithin(estimate.largestTensorBytes, largestTensorBytes),
  );
  const [height, width] = inputShape.slice(0, 2).map((side) => Math.floor(side * Math.sqrt(share)));
  const remedy =
    height! > 0 && width! > 0
      ? `images of about ${height}x${width} pixels would fit, by estimate`
      : 'images of no size would fit; use a smaller model';
  return `${pass} on one image of ${shape} ${needs.join(', and ')}; ${remedy}`;
}

/** The share of an image's pixels that fits: where the line through one image and two meets the limit; 0 if nowhere. */
function shareWithin(estimateBytes: (batchSize: number) => number, limit: number): number {
  const perImage = estimateBytes(2) - estimateBytes(1);
  const fixed = estimateBytes(1) - perImage;
  if (fixed + perImage <= limit) {
    return 1;
  }
  return perImage > 0 ? Math.max(0, (limit - fixed) / perImage) : 0;
}

function formatBytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
