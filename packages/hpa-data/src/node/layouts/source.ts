import type { ClassLabel } from '../../labels/class-label.js';
import type { Sample } from '../../sample.js';
import type { SkippedSample } from '../../skipped-sample.js';
import type { FoundFiles } from './collect-image-sets.js';

/** The layouts that are read, by name. */
export const layoutNames = ['kaggle-2018', 'kaggle-2021', 'hpa-files', 'class-folders', 'table'] as const;

/** One of the layouts. */
export type LayoutName = (typeof layoutNames)[number];

/** A data set as it lies on disk. */
export interface Source {
  readonly layout: LayoutName;
  /** What the labels of the samples mean. */
  readonly classes: readonly ClassLabel[];
  /** In the order of the manifest, or by id where there is none. */
  readonly samples: readonly Sample[];
  /** What could not be used; empty in strict mode. */
  readonly skipped: readonly SkippedSample[];
}

/** What a layout says before it is checked. */
export interface Listing {
  readonly classes: readonly ClassLabel[];
  readonly entries: readonly Entry[];
}

/** One picture of a layout, with whatever is wrong with it. */
export interface Entry {
  readonly id: string;
  /** Where it is named: a line of a file, or a folder. */
  readonly where: string;
  /** Reads the labels, ids of the listing's classes. Throws an Error saying what is wrong with them. */
  labels(): readonly number[];
  readonly group?: string;
  readonly files: FoundFiles;
  /** Path of a missing file, for messages. */
  expected(colour: string): string;
}
