import { type LayoutDataset, readLayout } from '@hpa/data/node';

/** How cells are read, as the flags of the commands say it. */
export interface ReadCellsOptions {
  /** How they are laid out. */
  readonly layout: string;
  /** The stain that they may lack. */
  readonly allowMissing?: 'yellow';
  /** Whether what cannot be used is listed among the skipped; else the first ends the run. */
  readonly skipBad?: boolean;
}

/** Reads labelled cells in any layout; no image is opened. */
export function readCells(
  data: string,
  { layout, allowMissing, skipBad = false }: ReadCellsOptions,
): Promise<LayoutDataset> {
  return readLayout(data, {
    ...(layout !== 'auto' && { layout }),
    ...(allowMissing === 'yellow' && { allowMissing: 'er' }),
    badSamples: skipBad ? 'skip' : 'throw',
  });
}
