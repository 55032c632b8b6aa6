import type { ChannelName } from './image/cell-image.js';

/**
 * Where each channel of a sample is stored, by the name of the channel: a path in Node, elsewhere any address that the image store
 * understands. Channels may share a file, such as a color image or a TIFF with one page per channel. A channel that images have and
 * a sample has no file for is black.
 */
export type ChannelFiles = Readonly<Record<ChannelName, string>>;

/** One labeled image of a dataset, not yet loaded. */
export interface Sample {
  /** Unique name of the sample. */
  readonly id: string;
  /** Class indices: positions in the `classes` that come with the samples. Empty if none is known. */
  readonly labels: readonly number[];
  /** What a split must keep together, such as the field that cells were cut from, or the antibody. */
  readonly group?: string;
  /** What else a table says of the sample, such as its antibody, by the names of the columns; values are not empty. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** The split that the dataset itself gives the sample to; absent if it gives none. */
  readonly split?: 'train' | 'validation' | 'test';
  /** The files of its channels; of a cell of a field, those of the field. */
  readonly channels: ChannelFiles;
  /** Micrometers along a pixel of its files; absent if they do not say it. */
  readonly pixelSize?: number;
  /** The id of the field that the sample is a cell of; absent if it is a whole image. */
  readonly field?: string;
  /** Where in its field the cell is; absent if the sample is a whole image. */
  readonly cell?: {
    /** The file of the label mask, in which each cell has a value of its own; absent if the cell was found in its field. */
    readonly mask?: string;
    /** The value of the cell in the mask, or its number among those that were found, from 1. */
    readonly label: number;
    /** The smallest box round the cell, in pixels of the field; bottom and right are the first row and column beyond it. */
    readonly box: readonly [top: number, left: number, bottom: number, right: number];
    /** The mean row and column of the pixels of the cell, from 0. */
    readonly center: readonly [row: number, column: number];
    /**
     * Of a cell that was found in its field: its pixels as runs along rows, three numbers each: the row, the first column, and the
     * first column beyond. A prepared dataset, whose cells are cut already, has none.
     */
    readonly runs?: Uint32Array;
  };
}
