import type { ChannelName } from '../../image/cell-image.js';
import type { ClassLabel } from '../../labels/class-label.js';
import type { SplitName } from '../../split/splits.js';
import type { ChannelNaming } from './channel-naming.js';
import type { FoundFiles } from './collect-image-sets.js';

/** A way in which a dataset can be organized in files. */
export interface Layout {
  /** Its name, as `readLayout` returns it and takes it. */
  readonly name: string;
  /** What must be there, in words, for the error if no layout fits. */
  readonly looksLike: string;
  /**
   * Tells whether a dataset has this layout: surely, by what its files say, possibly, by their names, or unlabeled, as
   * images of which nothing says more. A layout that fits surely wins over those that fit possibly, and these over one
   * of unlabeled images.
   */
  detect(contents: Contents): Promise<Fit | undefined>;
  /** Lists the samples of a dataset that has this layout. */
  list(path: string, options: ListOptions): Promise<Listing>;
}

/** How well a layout fits a dataset, the best first. */
export type Fit = 'surely' | 'possibly' | 'unlabeled';

/** What can be seen of a dataset without opening its files. */
export interface Contents {
  /** Path of the dataset. */
  readonly path: string;
  /** What its files call the channels. */
  readonly naming: ChannelNaming;
  /** Whether it is a file rather than a folder; it then has neither files nor folders. */
  readonly isFile: boolean;
  /** Paths of the files in the folder, sorted. */
  readonly files: readonly string[];
  /** Paths of the folders in the folder, sorted. */
  readonly folders: readonly string[];
  /** Paths of the files in the folders of the folder, sorted. */
  readonly filesInFolders: readonly string[];
}

/** Options of `list` of a {@link Layout}. */
export interface ListOptions {
  /** What files call the channels. */
  readonly naming: ChannelNaming;
  /** The channels that may be missing. */
  readonly allowMissing: readonly ChannelName[];
}

/** What a layout says about a dataset before it is checked. */
export interface Listing {
  /** What the labels mean. */
  readonly classes: readonly ClassLabel[];
  readonly entries: readonly Entry[];
  /** What a reader should know of the files, one plain sentence each. */
  readonly warnings?: readonly string[];
}

/** One image of a layout, with whatever is wrong with it. */
export interface Entry {
  readonly id: string;
  /** Where it is named: a line of a file, or a folder. */
  readonly where: string;
  /** Reads the labels, positions in the listing's classes. Throws an Error saying what is wrong with them. */
  labels(): readonly number[];
  readonly group?: string;
  /** What else its table says of it, by column. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** The split that the dataset itself gives the sample to. */
  readonly split?: SplitName;
  /** Gives the files by channel. Throws an Error saying what is wrong with them. */
  files(): FoundFiles;
  /** Path of the missing file of a channel, for messages. */
  expected(channel: ChannelName): string;
}
