import { requirePositive } from '../require-number.js';

/** The memory of an engine; an absent number sets no limit. */
export interface MemoryLimits {
  /** Bytes of all tensors together. */
  readonly totalBytes?: number;
  /** Bytes of any one tensor. */
  readonly largestTensorBytes?: number;
}

/**
 * Returns the limits if each is absent or finite and above 0.
 *
 * @throws RangeError if one is not.
 */
export function requireMemoryLimits(limits: MemoryLimits, { name }: { readonly name: string }): MemoryLimits {
  const { totalBytes, largestTensorBytes } = limits;
  if (totalBytes !== undefined) {
    requirePositive(totalBytes, { name: `${name}.totalBytes` });
  }
  if (largestTensorBytes !== undefined) {
    requirePositive(largestTensorBytes, { name: `${name}.largestTensorBytes` });
  }
  return limits;
}
