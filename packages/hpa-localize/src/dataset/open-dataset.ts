import { existsSync } from 'node:fs';
import {
  CHANNEL_NAMES,
  type ChannelName,
  type ClassLabel,
  groupByHpaName,
  type ImageStore,
  parseHpaName,
  type Sample,
  type SkippedSample,
  syntheticCells,
} from '@hpa/data';
import { isPrepared, measureLevels, openImages, openPrepared, readLayout } from '@hpa/data/node';
import { channelReading } from './channel-reading.js';
import { chooseScale } from './choose-scale.js';
import { cutFields } from './cut-fields.js';
import { statePixelSize } from './state-pixel-size.js';

/** Samples, the classes that their labels index, and how to read their images. */
export interface Dataset {
  /** Where the samples come from: the path, or `synthetic cells`. */
  readonly provenance: string;
  /** How they are organized there: a layout of @hpa/data, or `prepared` or `synthetic`. */
  readonly layout: string;
  /** What can be used. Images without labels have none; a `group` says what a split must keep together. */
  readonly samples: readonly Sample[];
  /** Where the samples are cells of fields: how many fields and cells there are; absent for whole images. */
  readonly fields?: {
    readonly count: number;
    readonly cells: number;
    /** How many of these fields have no mask, so that their cells were found, approximately; absent if all have one. */
    readonly segmented?: number;
    /** How many other cells were left out at the border of their field; absent for a prepared folder, which does not say. */
    readonly atBorder?: number;
  };
  /** The classes that labels index; none for images without labels. */
  readonly classes: readonly ClassLabel[];
  /** What cannot be used, and why; empty unless bad samples are skipped. */
  readonly skipped: readonly SkippedSample[];
  /** What a reader should know of the images before trusting results, one plain sentence each; usually empty. */
  readonly warnings: readonly string[];
  /** Rows that were left out on purpose, counted by reason, such as `with several labels`; usually empty. */
  readonly leftOut: readonly { readonly reason: string; readonly rows: number }[];
  /** Which levels of the files became 0 and 255, and what chose them; absent of drawn cells, and if a prepared folder does not say. */
  readonly levels?: Omit<Awaited<ReturnType<typeof measureLevels>>, 'warnings' | 'sizes'>;
  /**
   * Micrometers along a pixel of the images, where all were brought to one scale: smaller ones are padded with black, larger ones cropped
   * round their middle. Absent where each fills its image, whatever its scale.
   */
  readonly scale?: { readonly micrometers: number; readonly basis: string };
  /**
   * How images of another shape became ones of this where there is no scale: padded with black, or stretched. Cells of fields are always padded.
   * Absent of drawn cells, and if a prepared folder does not say.
   */
  readonly fit?: 'pad' | 'stretch';
  /** Reads or draws the images, all of one size. */
  readonly images: ImageStore;
  /** Closes files and ends threads. */
  close(): Promise<void>;
}

/**
 * Opens a dataset, whatever its layout. Of files, up to 32 images are decoded to find which levels become 0 and 255, and to warn of
 * channels that are black and of levels that use under a tenth of their range. Where every image has a label mask beside it, such as
 * `{id}_mask.png`, the samples are the cells of these fields; with `segment`, the cells of images without a mask are found.
 *
 * @param where A folder or a table of paths in a layout that @hpa/data knows; a list of image files, which have no labels; a
 * folder that `prepare` filled; or the word `synthetic`, for drawn cells.
 * @throws Error naming the file, table line or sample if it is wrong, or the size of a prepared dataset if another is
 * asked for; the image or mask if only some images have masks, one cannot be used, or no nucleus is found; always one line.
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
    /**
     * Of files: the channels that images have, one to eight in their order, and what files call each, as `readLayout` of @hpa/data has it:
     * `{ nucleus: 'DAPI', actin: 'Phalloidin' }`. Others are left out. By default the four of the Atlas.
     */
    readonly channels?: Readonly<Record<ChannelName, string>>;
    /** Channels that images may lack: they are then black. Without it, every image needs all. */
    readonly allowMissing?: ChannelName | readonly ChannelName[];
    /** Whether the first sample that cannot be used throws, which is the default, or all of them are listed in `skipped`. */
    readonly badSamples?: 'throw' | 'skip';
    /**
     * Whether labels are needed. `required`, the default, refuses images without labels. `optional` opens them too.
     * `ignored` also opens folders of HPA files whose names could be classes.
     */
    readonly labels?: 'required' | 'optional' | 'ignored';
    /**
     * Of files: what chooses the levels that become 0 and 255, as `measureLevels` of @hpa/data has it, or two numbers. `auto`, the
     * default, keeps the levels of 8-bit files and scales all others by percentiles. Of a prepared folder: what it must be prepared
     * with.
     */
    readonly levels?: 'auto' | 'bit-depth' | 'percentile' | readonly [black: number, white: number];
    /** Of files with several samples a pixel: the channels, in their order. */
    readonly channelOrder?: readonly ChannelName[];
    /** Of `synthetic` cells: location ids, in class order; by default those of the first study, 13, 18, 25 and 26. */
    readonly classes?: readonly number[];
    /** Of files: whether label masks beside them make their cells the samples, which `auto` does, or images are taken `whole`. */
    readonly cells?: 'auto' | 'whole';
    /** Of cells of fields: whether those that touch the border of their field are left out, which is the default. */
    readonly borderCells?: 'drop' | 'keep';
    /**
     * Of files: how the cells of images without a label mask are found. `nuclei`: by a watershed from their nuclei, approximately, as
     * `segmentCells` of @hpa/data does. By default they are not. A mask beside an image is always used.
     */
    readonly segment?: 'nuclei';
    /** Of files: micrometers along a pixel of all of them, whatever they state; by default as they state it. */
    readonly pixelSize?: number;
    /**
     * Of files: micrometers along a pixel of the images. Each is then brought to that scale: padded with black where it is smaller, cropped round
     * its middle where it is larger. A number needs the size of the pixels of every image, `{ ifKnown }` a prepared folder or files that
     * say it. `auto`, the default, is the finest scale at which 95 % of the images fit, if all files state the size of their pixels;
     * `none` has each fill its image. Of a prepared folder: what it must be prepared with.
     */
    readonly scale?: 'auto' | 'none' | number | { readonly ifKnown: number };
    /** Of files: whether images of another shape than `size` are padded with black, which is the default, or stretched, where there is no scale. */
    readonly fit?: 'pad' | 'stretch';
    /** Called after each field with how many were looked at for cells, and how many there are. */
    readonly onField?: (progress: { readonly done: number; readonly of: number }) => void;
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

/** Scales that differ by less are the same. */
const SAME_SCALE = 1e-3;

/** The options of {@link openDataset}. */
export type OpenDatasetOptions = NonNullable<Parameters<typeof openDataset>[1]>;

function openSynthetic({
  size = 128,
  classes = [13, 18, 25, 26],
  count = 600,
  seed = 1,
  locationsPerCell,
  segment,
}: OpenDatasetOptions): Dataset {
  if (segment !== undefined) {
    throw new RangeError(
      `synthetic cells are drawn one by one, so there is none to find by segment: ${segment}`,
    );
  }
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

async function openPreparedFolder(
  folder: string,
  { size, ...options }: OpenDatasetOptions,
): Promise<Dataset> {
  const prepared = await openPrepared(folder);
  const { images } = prepared;
  const { height, width } = toShape(size ?? images);
  if (height !== images.height || width !== images.width) {
    await images.close();
    throw new Error(
      `${folder}: its images were prepared at ${images.height}x${images.width}; needed are ${height}x${width}`,
    );
  }
  const { levels: needed = 'auto' } = options;
  if (!isPreparedWith(needed, prepared)) {
    await images.close();
    throw new Error(
      `${folder}: its images were prepared with levels ${prepared.levels?.way ?? 'as stored'}; needed are ${needed} (prepare them again with --levels ${needed})`,
    );
  }
  const { channels: held = CHANNEL_NAMES } = images;
  const said = Object.keys(options.channels ?? {});
  if (said.length > 0 && (said.length !== held.length || said.some((name) => !held.includes(name)))) {
    await images.close();
    throw new Error(
      `${folder}: its images were prepared with the channels ${held.join(', ')}; needed are ${said.join(', ')} (prepare them again with --channels)`,
    );
  }
  await requireScale(folder, { needed: options.scale, prepared }).catch(async (error: Error) => {
    await images.close();
    throw error;
  });
  const { fit = prepared.fit } = options;
  if (prepared.fit !== undefined && fit !== prepared.fit) {
    await images.close();
    throw new Error(
      `${folder}: its images were prepared with fit ${prepared.fit}; needed is ${fit} (prepare them again with --fit ${fit})`,
    );
  }
  const cells = prepared.samples.filter(({ field }) => field !== undefined);
  const asked = Object.entries({
    cells: options.cells === 'whole' && cells.length > 0,
    borderCells: options.borderCells,
    segment: options.segment,
    pixelSize: options.pixelSize,
  })
    .filter(([, value]) => value)
    .map(([name]) => name);
  if (asked.length > 0) {
    await images.close();
    const what = cells.length > 0 ? 'cells of fields' : 'whole images';
    throw new Error(
      `${folder}: it was prepared from ${what}; ${asked.join(' and ')} can be chosen only when it is prepared`,
    );
  }
  const fieldsOf = (samples: readonly Sample[]) => new Set(samples.map(({ field }) => field)).size;
  const segmented = fieldsOf(cells.filter(({ cell }) => cell?.mask === undefined));
  const { scale, ...rest } = prepared;
  return {
    provenance: folder,
    layout: 'prepared',
    ...rest,
    ...(scale !== undefined && { scale: { micrometers: scale, basis: 'as it was prepared' } }),
    ...(cells.length > 0 && {
      fields: { count: fieldsOf(cells), cells: cells.length, ...(segmented > 0 && { segmented }) },
    }),
    leftOut: [],
    close: () => images.close(),
  };
}

/**
 * Requires that a folder was prepared at the scale that is needed.
 *
 * @throws Error naming the folder and both scales if it was not.
 */
async function requireScale(
  folder: string,
  {
    needed = 'auto',
    prepared: { scale },
  }: { readonly needed: OpenDatasetOptions['scale']; readonly prepared: { readonly scale?: number } },
): Promise<void> {
  const number = typeof needed === 'object' ? needed.ifKnown : needed;
  if (typeof number !== 'number' || (scale === undefined && typeof needed === 'object')) {
    return;
  }
  if (scale === undefined || Math.abs(scale - number) > SAME_SCALE * number) {
    const found = scale === undefined ? 'an unknown scale' : `a scale of ${scale} micrometers a pixel`;
    throw new Error(
      `${folder}: its images were prepared at ${found}; needed is ${number} (prepare them again with --scale ${number})`,
    );
  }
}

/** Whether a folder was prepared with levels as they are needed: in that way, or with numbers that this way would give. */
function isPreparedWith(
  needed: NonNullable<OpenDatasetOptions['levels']>,
  { levels }: Pick<Dataset, 'levels'>,
): boolean {
  const numbers = Object.values(levels?.perChannel ?? {});
  if (needed === 'auto' || needed === 'percentile') {
    return needed === 'auto' || levels?.way === 'percentile';
  }
  if (levels?.way === 'percentile') {
    return false;
  }
  return needed === 'bit-depth'
    ? levels?.way === 'bit-depth' ||
        numbers.every(([black, white]) => black === 0 && Number.isInteger(Math.log2(white + 1)))
    : numbers.every(([black, white]) => black === needed[0] && white === needed[1]);
}

async function openFiles(
  where: string | readonly string[],
  {
    size = 128,
    layout = 'auto',
    channels,
    allowMissing,
    badSamples = 'throw',
    labels = 'required',
    levels: asked,
    channelOrder,
    cells = 'auto',
    borderCells,
    segment,
    pixelSize,
    scale: askedScale = 'auto',
    fit = 'pad',
    onField,
  }: OpenDatasetOptions,
): Promise<Dataset> {
  if (pixelSize !== undefined && !(pixelSize > 0 && pixelSize < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`pixelSize must be a positive number of micrometers; received ${pixelSize}`);
  }
  if (cells === 'whole' && segment !== undefined) {
    throw new RangeError(
      `cells: whole takes images as they are, and segment: ${segment} finds cells in them; received both`,
    );
  }
  const { height, width } = toShape(size);
  const { channels: _, ...listed } = groupByName(
    await readLayout(where, {
      badSamples,
      labels,
      channels,
      ...(allowMissing && { allowMissing }),
      ...(layout !== 'auto' && { layout }),
    }),
  );
  const read = pixelSize === undefined ? listed : statePixelSize(listed, pixelSize);
  const provenance = typeof where === 'string' ? where : `${where.length} files`;
  const reading = channelReading({ channels, channelOrder });
  const cut =
    cells === 'whole'
      ? undefined
      : await cutFields(read.samples, {
          provenance,
          badSamples,
          borderCells,
          segment,
          reading,
          onField,
        });
  const { warnings, sizes, ...levels } = await measureLevels(read.samples, { levels: asked, ...reading });
  const { scale, warnings: ofScale } = chooseScale(cut?.samples ?? read.samples, {
    asked: askedScale,
    height,
    width,
    sizes,
    provenance,
    stated: pixelSize !== undefined,
  });
  const images = openImages({ height, width, levels, ...reading, scale: scale?.micrometers, fit });
  return {
    provenance,
    ...read,
    ...(cut && { samples: cut.samples, fields: cut.fields, skipped: [...read.skipped, ...cut.skipped] }),
    levels,
    warnings: [...read.warnings, ...warnings, ...(cut?.warnings ?? []), ...ofScale],
    leftOut: [],
    ...(scale && { scale }),
    fit,
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
