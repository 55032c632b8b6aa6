import { existsSync } from 'node:fs';
import {
  type ChannelName,
  type ClassLabel,
  groupByHpaName,
  type ImageStore,
  parseHpaName,
  type Sample,
  type SkippedSample,
  syntheticCells,
} from '@hpa/data';
import { isPrepared, levelWarnings, openImages, openPrepared, readLayout } from '@hpa/data/node';

/** Samples, the classes that their labels index, and how to read their images. */
export interface Dataset {
  /** Where the samples come from: the path, or `synthetic cells`. */
  readonly provenance: string;
  /** How they are organized there: a layout of @hpa/data, or `prepared` or `synthetic`. */
  readonly layout: string;
  /** What can be used. Images without labels have none; a `group` says what a split must keep together. */
  readonly samples: readonly Sample[];
  /** The classes that labels index; none for images without labels. */
  readonly classes: readonly ClassLabel[];
  /** What cannot be used, and why; empty unless bad samples are skipped. */
  readonly skipped: readonly SkippedSample[];
  /** What a reader should know of the images before trusting results, one plain sentence each; usually empty. */
  readonly warnings: readonly string[];
  /** Rows that were left out on purpose, counted by reason, such as `with several labels`; usually empty. */
  readonly leftOut: readonly { readonly reason: string; readonly rows: number }[];
  /** Of a prepared folder: the level of 16-bit files that is white, if it was stated. */
  readonly whiteLevel?: number;
  /** Of a prepared folder: the levels that are black and white, if they were stated. */
  readonly levels?: readonly [black: number, white: number];
  /** Reads or draws the images, all of one size. */
  readonly images: ImageStore;
  /** Closes files and ends threads. */
  close(): Promise<void>;
}

/**
 * Opens a dataset, whatever its layout. Of files, a few images are decoded to warn of channels that are black and of levels
 * that use under a tenth of their range.
 *
 * @param where A folder or a table of paths in a layout that @hpa/data knows; a list of image files, which have no labels; a
 * folder that `prepare` filled; or the word `synthetic`, for drawn cells.
 * @throws Error naming the file, table line or sample if it is wrong, or the size of a prepared dataset if another is
 * asked for; always one line.
 * @throws RangeError if an option is out of range.
 *
 * @example
 * import { openDataset } from '@hpa/localize';
 * const { samples, classes, images, close } = await openDataset('synthetic', { count: 20, size: 64 });
 * const { height } = await images.image(samples[0]);
 * await close();
 * [samples.length, classes.length, height]; // [20, 4, 64]
 */
export async function openDataset(
  where: string | readonly string[],
  options: {
    /** Height and width of the images in pixels; 128 by default, or as a prepared dataset has them. */
    readonly size?: number | { readonly height: number; readonly width: number };
    /** How the dataset is organized; `auto`, the default, detects it. */
    readonly layout?: string;
    /** A channel that images may lack: it is then black. Without it, every image needs all four. */
    readonly allowMissing?: 'er';
    /** Whether the first sample that cannot be used throws, which is the default, or all of them are listed in `skipped`. */
    readonly badSamples?: 'throw' | 'skip';
    /**
     * Whether labels are needed. `required`, the default, refuses images without labels. `optional` opens them too.
     * `ignored` also opens folders of HPA files whose names could be classes.
     */
    readonly labels?: 'required' | 'optional' | 'ignored';
    /** Of files: the level of 16 bits that is white; 65,535 by default, 4095 suits a camera of 12 bits. */
    readonly whiteLevel?: number;
    /** Of files: the levels that are black and white, which floating-point, 32-bit and negative levels need. */
    readonly levels?: readonly [black: number, white: number];
    /** Of files with several samples a pixel: the channels, in their order. */
    readonly channelOrder?: readonly ChannelName[];
    /** Of `synthetic` cells: location ids, in class order; by default those of the first study, 13, 18, 25 and 26. */
    readonly classes?: readonly number[];
    /**
     * Of `synthetic` cells: relative frequencies of cells with one, two and more of the locations, such as `[2, 2, 1]`; by default
     * each cell has one.
     */
    readonly locationsPerCell?: readonly number[];
    /** Of `synthetic` cells: how many, 600 by default. */
    readonly count?: number;
    /** Of `synthetic` cells: decides what they look like; an integer in [0, 2^32), 1 by default. */
    readonly seed?: number;
  } = {},
): Promise<Dataset> {
  if (where === 'synthetic') {
    return openSynthetic(options);
  }
  for (const path of typeof where === 'string' ? [where] : where) {
    if (!existsSync(path)) {
      throw new Error(`${path}: no such file or folder`);
    }
  }
  if (typeof where === 'string' && (await isPrepared(where))) {
    return openPreparedFolder(where, options);
  }
  return openFiles(where, options);
}

/** The options of {@link openDataset}. */
export type OpenDatasetOptions = NonNullable<Parameters<typeof openDataset>[1]>;

function openSynthetic({
  size = 128,
  classes = [13, 18, 25, 26],
  count = 600,
  seed = 1,
  locationsPerCell,
}: OpenDatasetOptions): Dataset {
  const { height, width } = toShape(size);
  if (height !== width) {
    throw new RangeError(`size of synthetic cells must be square; received ${height}x${width}`);
  }
  const cells = syntheticCells({
    classes,
    count,
    seed,
    size: height,
    ...(locationsPerCell && { locationsPerCell }),
  });
  return {
    provenance: 'synthetic cells',
    layout: 'synthetic',
    ...cells,
    skipped: [],
    warnings: [],
    leftOut: [],
    close: () => cells.images.close(),
  };
}

async function openPreparedFolder(folder: string, { size, ...needed }: OpenDatasetOptions): Promise<Dataset> {
  const prepared = await openPrepared(folder);
  const { images } = prepared;
  const { height, width } = toShape(size ?? images);
  if (height !== images.height || width !== images.width) {
    await images.close();
    throw new Error(
      `${folder}: its images were prepared at ${images.height}x${images.width}; needed are ${height}x${width}`,
    );
  }
  if (needed.whiteLevel !== undefined || needed.levels !== undefined) {
    const [is, should] = [scaling(prepared), scaling(needed)];
    if (is !== should) {
      await images.close();
      throw new Error(`${folder}: its images were prepared with ${is}; needed is ${should}`);
    }
  }
  return {
    provenance: folder,
    layout: 'prepared',
    ...prepared,
    leftOut: [],
    close: () => images.close(),
  };
}

/** Says which levels become 0 and 255. */
function scaling({ whiteLevel, levels }: Pick<OpenDatasetOptions, 'whiteLevel' | 'levels'>): string {
  return levels === undefined ? `white level ${whiteLevel ?? 65_535}` : `levels ${levels.join(',')}`;
}

async function openFiles(
  where: string | readonly string[],
  {
    size = 128,
    layout = 'auto',
    allowMissing,
    badSamples = 'throw',
    labels = 'required',
    whiteLevel,
    levels,
    channelOrder,
  }: OpenDatasetOptions,
): Promise<Dataset> {
  const { height, width } = toShape(size);
  const decoding = { whiteLevel, levels, channelOrder };
  const read = groupByName(
    await readLayout(where, {
      badSamples,
      labels,
      ...(allowMissing && { allowMissing }),
      ...(layout !== 'auto' && { layout }),
    }),
  );
  const images = openImages({ height, width, ...decoding });
  return {
    provenance: typeof where === 'string' ? where : `${where.length} files`,
    ...read,
    warnings: [...read.warnings, ...(await levelWarnings(read.samples, decoding))],
    leftOut: [],
    images,
    close: () => images.close(),
  };
}

function toShape(size: NonNullable<OpenDatasetOptions['size']>): {
  readonly height: number;
  readonly width: number;
} {
  return typeof size === 'number' ? { height: size, width: size } : size;
}

/**
 * Groups files of the HPA site that have no groups.csv: images of one antibody if every name has one, else of one well.
 */
function groupByName<Read extends Pick<Dataset, 'layout' | 'samples'>>(read: Read): Read {
  const { layout, samples } = read;
  if (layout !== 'hpa-files' || samples.some(({ group }) => group !== undefined)) {
    return read;
  }
  const named = samples.every(({ id }) => parseHpaName(id)?.antibody !== undefined);
  return { ...read, samples: groupByHpaName(samples, { by: named ? 'antibody' : 'well' }) };
}
