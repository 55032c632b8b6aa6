import type { Sample } from '../sample.js';

/** A dataset divided into three. */
export interface Splits {
  /** Samples to learn from. */
  readonly train: readonly Sample[];
  /** Samples to choose models and settings by. */
  readonly validation: readonly Sample[];
  /** Samples to measure the final model on. */
  readonly test: readonly Sample[];
}

/** The name of one of the three splits. */
export type SplitName = keyof Splits;

/** The names of the three splits, in their order. */
export const SPLIT_NAMES: readonly SplitName[] = ['train', 'validation', 'test'];

/** Version of the split algorithms. Increment it whenever equal samples and options would be split differently. */
export const SPLIT_VERSION = 2;
