import { requirePositive } from '../require-number.js';

/** What an engine can hold; a number that it does not know is left out and sets no limit. */
export interface MemoryLimits {
  /** Bytes of all tensors together. */
  readonly totalBytes?: number;
  /** Bytes of any one tensor. */
  readonly largestTensorBytes?: number;
}

/**
 * Checks that the limits that are given are finite and above 0.
 *
 * @throws RangeError naming the first that is not.
 */
export function checkMemoryLimits({ totalBytes, largestTensorBytes }: MemoryLimits): void {
  if (totalBytes !== undefined) {
    requirePositive({ 'memoryLimits.totalBytes': totalBytes });
  }
  if (largestTensorBytes !== undefined) {
    requirePositive({ 'memoryLimits.largestTensorBytes': largestTensorBytes });
  }
}
