import type { Sample } from '../sample.js';

/** The three parts of a data set, by what each is for. */
export const partNames = ['train', 'validation', 'test'] as const;

/** One part of a split. */
export type PartName = (typeof partNames)[number];

/** Samples to learn from, to choose by, and to judge on. */
export type Split = Readonly<Record<PartName, readonly Sample[]>>;

/** Version of the algorithms that split: it grows whenever the same samples and options would split otherwise. */
export const splitVersion = 1;
