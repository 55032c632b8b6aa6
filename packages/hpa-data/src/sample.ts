import type { ChannelName } from './image/cell-image.js';

/**
 * Where each stain of a sample is kept: a path in Node, any address that the caller's loader understands
 * elsewhere. Stains may share a file, a colour picture or one with a page for each; a picture without `er` has
 * it black.
 */
export type ChannelFiles = Readonly<Record<Exclude<ChannelName, 'er'>, string>> & { readonly er?: string };

/** One labelled picture, not yet loaded. */
export interface Sample {
  /** Unique name of the picture. */
  readonly id: string;
  /**
   * Location ids as a manifest gives them, or class indices once `selectSingleLabel` has remapped them; empty
   * where unknown.
   */
  readonly labels: readonly number[];
  /** What must stay on one side of a split, such as the source picture or the antibody. */
  readonly group?: string;
  /** The four stains. */
  readonly channels: ChannelFiles;
}
