import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { writeNpy } from '../files/npy.js';
import { writeWhole } from '../files/write-whole.js';
import type { TrainingRecord } from './training-record.js';

const NAME = 'training-cells.zip';

/** Zip files know when their files were changed; the same cells shall be the same bytes. */
const CHANGED = new Date(2000, 0, 1);

/** A training cell that travels with a model. */
export interface TrainingCell {
  readonly id: string;
  /** The names of its classes, joined by |. */
  readonly label: string;
  /** What the model makes of it, the input of its head: as many numbers for each cell. */
  readonly features: Float32Array;
}

/**
 * Writes training cells into the folder of a saved model, for pages that show those most like another cell: a zip file of cells.json (ids,
 * labels, and how thumbnails lie in their sheet), features.npy (float32, a row a cell) and thumbnails.png.
 *
 * @returns What the record of the training says of the file.
 */
export async function writeTrainingCells(
  folder: string,
  cells: readonly TrainingCell[],
  {
    thumbnails,
    size,
    columns,
  }: {
    /** The sheet as PNG: a thumbnail a cell, row by row. */
    readonly thumbnails: Uint8Array;
    /** Height and width of a thumbnail in pixels. */
    readonly size: number;
    /** Thumbnails in a row of the sheet. */
    readonly columns: number;
  },
): Promise<NonNullable<TrainingRecord['trainingCells']>> {
  const dimensions = cells[0]!.features.length;
  const features = new Float32Array(cells.length * dimensions);
  for (const [row, cell] of cells.entries()) {
    features.set(cell.features, row * dimensions);
  }
  const index = {
    formatVersion: 1,
    thumbnails: { size, columns },
    cells: cells.map(({ id, label }) => ({ id, label })),
  };
  const bytes = zipSync(
    {
      'cells.json': strToU8(`${JSON.stringify(index)}\n`),
      'features.npy': writeNpy(features, { shape: [cells.length, dimensions] }),
      'thumbnails.png': [thumbnails, { level: 0 }],
    },
    { mtime: CHANGED },
  );
  await writeWhole(join(folder, NAME), bytes);
  return { count: cells.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
