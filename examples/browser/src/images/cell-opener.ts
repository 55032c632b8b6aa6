import {
  type CellImage,
  type ChannelName,
  cellsOfField,
  type InputSpec,
  segmentCells,
  toCellImage,
} from '@hpa/data';
import type { CellSource, Field, FieldAnswer, ImageSource, Reading } from '../answering/messages.js';
import { pixelSizeOf } from './choose-scale.js';
import { decodeMask } from './decode-mask.js';
import { measureLevels } from './measure-levels.js';
import { type OpenedImage, openImage } from './open-image.js';

/** Longest side of a cell that is shown, in pixels, and of a field. */
const SHOWN_CELL = 512;
const SHOWN_FIELD = 1024;

/** A cell as a model sees it, and as a person does. */
export interface OpenedCell {
  /** Of the size that the model takes. */
  readonly image: CellImage;
  /** As it is, or reduced. */
  readonly shown: CellImage;
  /** Stains without a picture; they are black. */
  readonly missing: readonly ChannelName[];
}

/** Opens cells and fields for a model. */
export interface CellOpener {
  /**
   * Decodes the pictures of a cell, or cuts it from its field.
   *
   * @throws Error naming the stain and the file if a picture cannot be decoded or has another size than the others.
   * @throws RangeError naming the stains if one is missing without which there is no answer.
   */
  openCell(source: CellSource): Promise<OpenedCell>;
  /**
   * Decodes a field and its mask, or finds its cells.
   *
   * @throws Error naming the file if the mask is none, or has another size than the field, or there is no cell.
   */
  openField(field: Field): Promise<FieldAnswer>;
}

/** The size of the images that a model takes, and how images become those. */
type OpenerInput = Pick<InputSpec, 'height' | 'width'> &
  Reading & {
    /** What becomes of whole images of another shape, where there is no scale. */
    readonly fit: 'pad' | 'stretch';
  };

/** Opens cells and fields. The field opened last is kept, so that it is decoded once for all of its cells. */
export function cellOpener(input: OpenerInput): CellOpener {
  let last: { readonly number: number; readonly cut: Promise<CutField> } | undefined;
  const cutOnce = (field: Field): Promise<CutField> => {
    if (last?.number !== field.number) {
      last = { number: field.number, cut: cutField(field, input) };
    }
    return last.cut;
  };
  return {
    openCell: async (source) => {
      if (source.kind !== 'cell') {
        return openWhole(source, input);
      }
      const { cells, missing } = await cutOnce(source.field);
      const cell = cells.find(({ label }) => label === source.label)!;
      return {
        ...framed(cell, { ...input, pixelSize: await sizeOfPixels(source.field.source, input) }),
        missing,
      };
    },
    openField: async (field) => (await cutOnce(field)).answer,
  };
}

/** A field whose cells are known. */
interface CutField {
  readonly cells: ReturnType<typeof cellsOfField>;
  readonly missing: readonly ChannelName[];
  readonly answer: FieldAnswer;
}

async function openWhole(source: ImageSource, input: OpenerInput): Promise<OpenedCell> {
  const { height, width, levels, fit, scale } = input;
  const pixelSize = await sizeOfPixels(source, input);
  return openImage(source, {
    levels,
    use: async (opened) => {
      const { missing, name } = opened;
      const isStretched = fit === 'stretch' || opened.height * width === opened.width * height;
      if (isStretched && scale.micrometers === undefined) {
        const image = await toCellImage(opened.readable, { height, width, allowMissing: 'er' });
        return { image, shown: await reduced(opened, SHOWN_CELL), missing };
      }
      const field = await toCellImage(opened.readable, { allowMissing: 'er' });
      // All of it is the cell, and what is added round it is black.
      const all = { ...field, data: new Uint8Array(field.height * field.width).fill(1) };
      try {
        return { ...framed(cellsOfField(field, all)[0]!, { ...input, pixelSize }), missing };
      } catch (error) {
        throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
      }
    },
  });
}

/** The size of the pixels of an image, where images are brought to a scale. */
async function sizeOfPixels(
  source: ImageSource,
  { scale: { micrometers, stated } }: Pick<OpenerInput, 'scale'>,
): Promise<number | undefined> {
  if (micrometers === undefined) {
    return undefined;
  }
  const size = stated ?? (await pixelSizeOf(source));
  return size === 'oblong' ? undefined : size;
}

/** The image of a cell that a model takes, and the same part of the field, of at most so many pixels as are shown. */
function framed(
  { box: [top, left, bottom, right], image }: CutField['cells'][number],
  {
    height,
    width,
    scale: { micrometers },
    pixelSize,
  }: OpenerInput & { readonly pixelSize: number | undefined },
): Pick<OpenedCell, 'image' | 'shown'> {
  const scaled = micrometers !== undefined && pixelSize !== undefined;
  const longest = Math.max(height, width);
  const pixels = scaled ? (longest * micrometers) / pixelSize : Math.max(bottom - top, right - left);
  const factor = Math.max(1, Math.min(SHOWN_CELL, Math.round(pixels))) / longest;
  const shown = { height: Math.ceil(height * factor), width: Math.ceil(width * factor) };
  return {
    image: image({ height, width, pixelSize, scale: micrometers }),
    shown: image({ ...shown, pixelSize, scale: scaled ? (micrometers * height) / shown.height : undefined }),
  };
}

async function cutField({ source, mask }: Field, { levels }: OpenerInput): Promise<CutField> {
  const { field, shown, name, missing } = await openImage(source, {
    levels,
    use: async (opened) => ({
      field: await toCellImage(opened.readable, { allowMissing: 'er' }),
      shown: await reduced(opened, SHOWN_FIELD),
      name: opened.name,
      missing: opened.missing,
    }),
  });
  const { height, width } = field;
  const labels =
    mask === 'find'
      ? { height, width, data: segmentCells(await withOwnLevels(source)), name }
      : await decodeMask(mask);
  if (labels.height !== height || labels.width !== width) {
    throw new Error(
      `${labels.name}: expected a label mask of ${height}x${width} pixels like ${name}; found ${labels.height}x${labels.width}`,
    );
  }
  const cells = cellsOfField(field, labels);
  if (cells.length === 0) {
    throw new Error(
      mask === 'find'
        ? `${name}: no nucleus is found in it, so no cell is; a label mask beside it would tell the cells`
        : `${labels.name}: expected a label mask with a cell; every pixel is background`,
    );
  }
  const answer = {
    image: shown,
    labels: Int32Array.from({ length: shown.height * shown.width }, (_, at) => {
      const row = Math.floor(((Math.floor(at / shown.width) + 0.5) * height) / shown.height);
      const column = Math.floor((((at % shown.width) + 0.5) * width) / shown.width);
      return labels.data[row * width + column]!;
    }),
    cells: cells.map(({ label, atBorder }) => ({ label, atBorder })),
  };
  return { cells, missing, answer };
}

/** A field by its own levels alone, as the commands look for cells in it: whatever else was dropped, the cells are the same. */
async function withOwnLevels(source: ImageSource): Promise<CellImage> {
  return openImage(source, {
    levels: await measureLevels([{ id: 'the field', source }], 'auto'),
    use: ({ readable }) => toCellImage(readable, { allowMissing: 'er' }),
  });
}

/** The image of at most a number of pixels on its longer side. */
function reduced({ readable, height, width }: OpenedImage, longestSide: number): Promise<CellImage> {
  const scale = Math.min(1, longestSide / Math.max(height, width));
  return toCellImage(readable, {
    height: Math.max(1, Math.round(height * scale)),
    width: Math.max(1, Math.round(width * scale)),
    allowMissing: 'er',
  });
}
