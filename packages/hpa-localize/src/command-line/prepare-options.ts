import { Command } from 'commander';
import type { ReadCellsOptions } from '../dataset/read-cells.js';
import { integerAtLeast } from './parse-integer.js';
import { withSourceFlags } from './source-flags.js';

/** What `npm run prepare-data` was asked to do. */
export interface PrepareDataOptions extends ReadCellsOptions {
  /** Cells in any layout that compare takes. */
  readonly data: string;
  /** Height and width of the prepared pictures, pixels. */
  readonly size: number;
  /** The prepared folder. */
  readonly out: string;
}

/** Reads the flags of `npm run prepare-data`. A wrong one ends the process with a line that names it. */
export function parsePrepareOptions(argv: readonly string[]): PrepareDataOptions {
  return withSourceFlags(new Command('npm run prepare-data --'))
    .description(
      'Decodes and resizes the pictures of a data set once; goes on where an earlier call was stopped.',
    )
    .requiredOption('--data <folder>', 'a folder of cells, or a table of paths, as compare takes it')
    .requiredOption('--size <pixels>', 'height and width of the prepared pictures', integerAtLeast(1))
    .requiredOption('--out <folder>', 'where they go: a new folder, or one that an earlier call began')
    .allowExcessArguments(false)
    .showHelpAfterError('(--help lists the flags)')
    .parse(argv as string[])
    .opts<PrepareDataOptions>();
}
