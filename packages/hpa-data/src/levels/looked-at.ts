import type { ChannelName } from '../image/cell-image.js';
import type { Histogram } from './histogram.js';

/** The levels of one channel of an image, as its file has them. */
export interface ChannelHistogram extends Histogram {
  readonly name: ChannelName;
  /** Whether they have 8 bits, and so a meaning of their own. */
  readonly eightBits: boolean;
  /** Whether they are floating-point numbers. */
  readonly floating: boolean;
  /** Number of bits of the camera, if the file states it. */
  readonly significantBits: number | undefined;
  /** Rows and columns of the image, if it was looked at in a file. */
  readonly size?: { readonly height: number; readonly width: number };
}

/** A channel of one of the images that were looked at. */
export interface LookedAt extends ChannelHistogram {
  /** Of the sample. */
  readonly id: string;
}
