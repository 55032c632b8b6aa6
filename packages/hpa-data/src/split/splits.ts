import type { Sample } from '../sample.js';

/** The three parts of a data set, by what each is for. */
export const SPLIT_NAMES = ['train', 'validation', 'test'] as const;

/** One part of a split. */
export type SplitName = (typeof SPLIT_NAMES)[number];

/** Samples to learn from, to choose by, and to judge on. */
export type Splits = Readonly<Record<SplitName, readonly Sample[]>>;

/** Version of the algorithms that split: it grows whenever the same samples and options would split otherwise. */
export const SPLIT_VERSION = 1;
