import { availableParallelism } from 'node:os';
import { type MeasuredCell, measureCells } from '../../fields/measure-cells.js';
import { requireInteger } from '../../require-integer.js';
import type { Sample } from '../../sample.js';
import type { SkippedSample } from '../../skipped-sample.js';
import { requireSameSize } from '../decoding/cut-cell.js';
import { readLabelMask } from '../decoding/label-mask.js';
import { loadSharp } from '../decoding/load-sharp.js';
import { nameFiles } from '../decoding/name-files.js';
import { type Reading, requireReading } from '../decoding/read-cell-image.js';
import { threadTeam } from '../decoding/thread-team.js';
import { mapInOrder } from '../files/map-in-order.js';
import { parsePageAddress } from '../files/page-address.js';
import { statRegularFile } from '../files/stat-regular-file.js';
import { findMasks } from './find-masks.js';

/** Maximum number of fields that are segmented at a time: one of 2048 x 2048 pixels takes about half a gigabyte. */
const MAXIMUM_THREADS = 8;

/** A field, and the cells in it. */
interface MeasuredField {
  readonly sample: Sample;
  /** Absent if its cells were found in it. */
  readonly mask?: string;
  readonly cells: readonly MeasuredCell[];
}

/**
 * Makes a sample of every cell of fields that have label masks beside their files: gray PNG or TIFF of 8, 16 or 32-bit integers, 0 for
 * the background and a value for each cell, named {id}_mask, {id}_cp_masks or {id}_cellmask.
 *
 * A cell has the id {field}_{label}, the labels, attributes and split of its field, and its group or else the field as a group, so that
 * a split keeps the cells of a field together. Cells are in the order of the fields, and there of their labels. If no sample has a
 * mask, the samples are returned as they are.
 *
 * With `segment`, the cells of fields without a mask are found by `segmentCells`, approximately, in threads; they depend on the files of
 * their field alone. A mask beside the files is always used. A field of 2048 x 2048 pixels takes seconds.
 *
 * @throws RangeError if `minimumArea` is not a positive integer, or `channelOrder` cannot be used.
 * @throws Error naming the file, unless bad samples are skipped, if a mask is of another kind or size, has no cell, a sample has two
 * masks or, unlike others, none, or no nucleus is found in a field to segment; and always if no cell is left.
 *
 * @example
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { cellsOfFields } from '@hpa/data/node';
 * const folder = await mkdtemp(join(tmpdir(), 'fields-'));
 * const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgBgAABQAERlvf6wAAAABJRU5ErkJggg=='; // level 3
 * const [microtubules, protein, nucleus, mask] = ['red', 'green', 'blue', 'mask'].map((name) => join(folder, `a_${name}.png`));
 * for (const file of [microtubules, protein, nucleus, mask]) {
 *   await writeFile(file, Buffer.from(pixel, 'base64'));
 * }
 * const fields = [{ id: 'a', labels: [], channels: { microtubules, protein, nucleus } }];
 * const { samples } = await cellsOfFields(fields, { border: 'keep' });
 * samples.map(({ id, group, cell }) => [id, group, ...cell.box]); // [["a_3", "a", 0, 0, 1, 1]]
 */
export async function cellsOfFields(
  samples: readonly Sample[],
  {
    border = 'drop',
    minimumArea = 1,
    badSamples = 'throw',
    segment,
    channels,
    pageOrder,
    channelOrder,
    onField,
  }: {
    /** Whether cells that touch the border of their field, which may cut them off, are left out, which is the default. */
    readonly border?: 'drop' | 'keep';
    /** Cells of fewer pixels are left out; 1 by default. */
    readonly minimumArea?: number;
    /** Whether the first field whose cells cannot be told throws, which is the default, or all of them are listed in `skipped`. */
    readonly badSamples?: 'throw' | 'skip';
    /** How the cells of fields without a mask are found: `nuclei`, by a watershed from their nuclei; by default they are not. */
    readonly segment?: 'nuclei' | undefined;
    /** Of fields to segment: the channels of the images, as `readCellImage` has them. */
    readonly channels?: Reading['channels'];
    /** Of fields to segment: the order of the channels in a file of several pages, as `readCellImage` has it. */
    readonly pageOrder?: Reading['pageOrder'];
    /** Of fields to segment: the order of the channels in the samples of a pixel, as `readCellImage` has it. */
    readonly channelOrder?: Reading['channelOrder'];
    /** Called after each field with how many were looked at, and how many there are. */
    readonly onField?: ((progress: { readonly done: number; readonly of: number }) => void) | undefined;
  } = {},
): Promise<{
  readonly samples: readonly Sample[];
  /** How many fields were read; 0 if no sample has a mask and none was segmented. */
  readonly fields: number;
  /** How many of them have no mask, so that their cells were found, approximately. */
  readonly segmented: number;
  /** How many cells were left out at the border. */
  readonly atBorder: number;
  /** How many other cells were left out for having fewer pixels than `minimumArea`. */
  readonly small: number;
  /** Fields whose cells cannot be told; empty unless bad samples are skipped. */
  readonly skipped: readonly SkippedSample[];
}> {
  requireInteger(minimumArea, { name: 'minimumArea', minimum: 1 });
  const masks = await findMasks(samples);
  const segmenting = segment && startSegmenting(requireReading({ channels, pageOrder, channelOrder }));
  let done = 0;
  const looked = await mapInOrder([...masks.entries()], async ([index, maskOf]) => {
    const sample = samples[index]!;
    try {
      const mask = maskOf();
      return mask === undefined ? await segmenting?.find(sample) : await measureField(sample, mask);
    } catch (cause) {
      if (badSamples === 'throw') {
        throw cause;
      }
      return { id: sample.id, reason: (cause as Error).message };
    } finally {
      done++;
      onField?.({ done, of: samples.length });
    }
  }).finally(() => segmenting?.close());
  if (looked.every((each) => each === undefined)) {
    return { samples, fields: 0, segmented: 0, atBorder: 0, small: 0, skipped: [] };
  }
  const without = samples.filter((_, index) => looked[index] === undefined);
  const [first, ...more] = without.map((sample) => ({ id: sample.id, reason: lacksMask(sample) }));
  if (first !== undefined && badSamples === 'throw') {
    throw new Error(
      `${first.reason}, which ${samples.length - without.length} of the ${samples.length} images have${more.length === 0 ? '' : `, and ${more.length} more have none either`} (to look at whole images, leave cellsOfFields out, or give --cells whole to the commands)`,
    );
  }
  const skipped = samples.flatMap((sample, index) => {
    const each = looked[index];
    return each === undefined ? { id: sample.id, reason: lacksMask(sample) } : 'reason' in each ? each : [];
  });
  const fields = looked.filter((each) => each !== undefined && 'cells' in each);
  const dropped = (cell: MeasuredCell) => border === 'drop' && cell.atBorder;
  const small = (cell: MeasuredCell) => !dropped(cell) && cell.area < minimumArea;
  const all = fields.flatMap(({ cells }) => cells);
  const kept = fields.flatMap(({ cells, ...field }) =>
    cells.filter((cell) => !dropped(cell) && !small(cell)).map((cell) => toSample(cell, field)),
  );
  const atBorder = all.filter(dropped).length;
  if (kept.length === 0) {
    throw new Error(
      all.length === 0
        ? `none of the cells of ${samples.length} images can be told: ${skipped[0]!.reason}`
        : `expected a cell to be left; of ${all.length} in ${fields.length} fields, ${atBorder} are at the border and the others have fewer than ${minimumArea} pixels`,
    );
  }
  return {
    samples: kept,
    fields: fields.length,
    segmented: fields.filter(({ mask }) => mask === undefined).length,
    atBorder,
    small: all.filter(small).length,
    skipped,
  };
}

function lacksMask({ id, channels }: Sample): string {
  return `${fileOf(channels)}: expected a label mask of ${id} beside it, such as ${id}_mask.png`;
}

/** One of the files of a field, that of the nuclei if it has one. */
function fileOf(channels: Sample['channels']): string {
  return channels.nucleus ?? Object.values(channels)[0]!;
}

function toSample(
  { label, box, center, runs }: MeasuredCell,
  { sample, mask }: Pick<MeasuredField, 'sample' | 'mask'>,
): Sample {
  const { id } = sample;
  return {
    ...sample,
    id: `${id}_${label}`,
    group: sample.group ?? id,
    field: id,
    cell: { ...(mask !== undefined && { mask }), label, box, center, ...(runs && { runs }) },
  };
}

/** Starts threads that find the cells of fields. */
function startSegmenting(reading: Reading): {
  find(sample: Sample): Promise<MeasuredField>;
  close(): Promise<void>;
} {
  const team = threadTeam<{ readonly segmented: Sample['channels'] }, readonly MeasuredCell[]>(
    new URL('../../../workers/decode-worker.mjs', import.meta.url),
    {
      threads: Math.min(MAXIMUM_THREADS, availableParallelism()),
      workerData: reading,
      task: 'segmenting',
      describe: ({ segmented }) => nameFiles(segmented),
    },
  );
  return {
    find: async (sample) => ({ sample, cells: await team.ask({ segmented: sample.channels }) }),
    close: () => team.close(),
  };
}

async function measureField(sample: Sample, file: string): Promise<MeasuredField> {
  const mask = await readLabelMask(file);
  const size = await sizeOf(fileOf(sample.channels));
  if (size !== undefined) {
    requireSameSize(mask, { ...size, maskFile: file });
  }
  const cells = measureCells(mask);
  if (cells.length === 0) {
    throw new Error(`${file}: expected a label mask with a cell; every pixel is background`);
  }
  return { sample, mask: file, cells };
}

/** The size of an image by its header; undefined if that cannot be read: what is wrong with it is said when it is decoded. */
async function sizeOf(
  address: string,
): Promise<{ readonly height: number; readonly width: number; readonly file: string } | undefined> {
  const { file, page = 0 } = parsePageAddress(address);
  try {
    await statRegularFile(file);
    const sharp = await loadSharp();
    const { height, width } = await sharp(file, { page, limitInputPixels: false }).metadata();
    return { height, width, file };
  } catch {
    return undefined;
  }
}
