import { unzipSync } from 'fflate';
import type { ShownColors } from './messages.js';
import type { TrainingRecord } from './read-record.js';

/** The file beside a model that holds cells of its training. */
export const TRAINING_CELLS = 'training-cells.zip';

/** How many cells are named. */
const NAMED = 5;
/** Maximum number of bytes that a part of the file may take once it is unpacked: 1,000 cells of 2,048 features take 8 MB. */
const PART_LIMIT = 2 ** 26;

/** A cell of the training that is like another one, to the model. */
export interface SimilarCell {
  readonly id: string;
  /** The names of its classes, joined by |. */
  readonly label: string;
  /** The Euclidean distance of the features. */
  readonly distance: number;
  readonly thumbnail: ShownColors;
}

/** Cells of the training of a model. */
export interface TrainingCells {
  /** The five cells whose features are nearest to these, the nearest first. */
  similar(features: ArrayLike<number>): readonly SimilarCell[];
  /** The file that they are from. */
  readonly file: File;
}

/**
 * Reads the training cells beside a model, among its files; undefined if its record does not tell of any.
 *
 * @throws Error naming the file if it is missing, or not what was written.
 */
export async function readTrainingCells(
  model: readonly File[],
  { record, dimensions }: { readonly record: TrainingRecord | undefined; readonly dimensions: number },
): Promise<TrainingCells | undefined> {
  const told = record?.trainingCells;
  if (told === undefined) {
    return undefined;
  }
  const file = model.find(({ name }) => name === TRAINING_CELLS);
  const without = 'the page goes on without the training cells that are most like a cell';
  if (file === undefined) {
    throw new Error(`${TRAINING_CELLS} is missing beside the model: ${without}`);
  }
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    await requireSame(bytes, told.sha256);
    const parts = unzipSync(bytes, { filter: ({ originalSize }) => originalSize <= PART_LIMIT });
    const { cells, thumbnails } = readIndex(parts['cells.json']);
    const features = readFeatures(parts['features.npy'], { rows: cells.length, columns: dimensions });
    const thumbnailOf = await cutSheet(parts['thumbnails.png'], { ...thumbnails, count: cells.length });
    return {
      file,
      similar: (own) =>
        cells
          .map((cell, row) => ({ ...cell, row, distance: distanceTo(own, { features, row }) }))
          .sort((a, b) => a.distance - b.distance)
          .slice(0, NAMED)
          .map(({ id, label, distance, row }) => ({ id, label, distance, thumbnail: thumbnailOf(row) })),
    };
  } catch (cause) {
    throw new Error(
      `${TRAINING_CELLS} beside the model is damaged (${(cause as Error).message}): ${without}`,
      {
        cause,
      },
    );
  }
}

/** Pages that are not served safely cannot compute digests; what they read is checked by its form alone. */
async function requireSame(bytes: Uint8Array<ArrayBuffer>, sha256: string): Promise<void> {
  if (globalThis.crypto?.subtle === undefined) {
    return;
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (found !== sha256) {
    throw new Error(`its SHA-256 is ${found}, not ${sha256}`);
  }
}

interface Index {
  readonly cells: readonly { readonly id: string; readonly label: string }[];
  readonly thumbnails: { readonly size: number; readonly columns: number };
}

function readIndex(bytes: Uint8Array = new Uint8Array()): Index {
  const { cells, thumbnails } = JSON.parse(new TextDecoder().decode(bytes)) as Index;
  const { size, columns } = thumbnails;
  const isWhole = [size, columns].every((value) => Number.isInteger(value) && value > 0);
  if (!isWhole || !cells.every(({ id, label }) => typeof id === 'string' && typeof label === 'string')) {
    throw new Error('cells.json is not what compare writes there');
  }
  return { cells, thumbnails };
}

/** Reads float32 of NumPy's format, version 1.0, C order. */
function readFeatures(
  bytes: Uint8Array = new Uint8Array(),
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Float32Array {
  const start = 10 + (bytes[8] ?? 0) + 256 * (bytes[9] ?? 0);
  const header = new TextDecoder().decode(bytes.subarray(1, start));
  const isExpected =
    bytes[0] === 0x93 &&
    header.startsWith('NUMPY\x01') &&
    header.includes("'<f4'") &&
    header.includes(`(${rows}, ${columns})`) &&
    bytes.length - start === rows * columns * 4;
  if (!isExpected) {
    throw new Error(`features.npy: expected ${columns} numbers of each of ${rows} cells`);
  }
  return new Float32Array(bytes.slice(start).buffer);
}

function distanceTo(
  own: ArrayLike<number>,
  { features, row }: { readonly features: Float32Array; readonly row: number },
): number {
  let squared = 0;
  for (let column = 0; column < own.length; column++) {
    squared += (features[row * own.length + column]! - own[column]!) ** 2;
  }
  return Math.sqrt(squared);
}

/** Decodes the sheet of thumbnails, and returns what cuts one out. */
async function cutSheet(
  bytes: Uint8Array = new Uint8Array(),
  { size, columns, count }: { readonly size: number; readonly columns: number; readonly count: number },
): Promise<(index: number) => ShownColors> {
  const sheet = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: 'image/png' }));
  if (sheet.width !== columns * size || sheet.height !== Math.ceil(count / columns) * size) {
    throw new Error(`thumbnails.png has ${sheet.height} x ${sheet.width} pixels, not one square a cell`);
  }
  const context = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true })!;
  return (index) => {
    const [left, top] = [(index % columns) * size, Math.floor(index / columns) * size];
    context.drawImage(sheet, left, top, size, size, 0, 0, size, size);
    return { height: size, width: size, data: context.getImageData(0, 0, size, size).data };
  };
}
