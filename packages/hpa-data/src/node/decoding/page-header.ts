/** How a sample of a page is stored. */
export type SampleDepth = 'uint8' | 'uint16' | 'uint32' | 'int8' | 'int16' | 'int32' | 'float32' | 'float64';

/** What the header of a page says of it. */
export interface PageHeader {
  readonly height: number;
  readonly width: number;
  /** Number of pages of the file. */
  readonly pageCount: number;
  /**
   * What a pixel holds: a gray level; red, green and blue; or three or four samples that say nothing of what they are.
   */
  readonly kind: 'gray' | 'color' | 'samples';
  /** Number of samples of a pixel, alpha among them. */
  readonly samples: number;
  /** Whether the last sample is alpha, by what the file says. */
  readonly alpha: boolean;
  readonly depth: SampleDepth;
  /** Number of bits that a level of the camera has, in [1, 16], if the file states it. */
  readonly significantBits?: number;
}

/** Says in words how a page is stored, for errors: `16-bit gray tiff`. */
export function describeStorage({
  bits,
  kind,
  alpha = false,
  format,
}: {
  readonly bits: number;
  /** What a pixel holds: `gray`, `palette`, `signed gray`. */
  readonly kind: string;
  readonly alpha?: boolean;
  readonly format: string;
}): string {
  return `${bits}-bit ${kind}${alpha ? ' and alpha' : ''} ${format}`;
}

/** The error for a page that is stored as no reader here reads it. */
export function unreadable(file: string, found: string): Error {
  return new Error(`${file}: expected a gray or color PNG, JPEG or TIFF of 8 or 16 bits; found ${found}`);
}
