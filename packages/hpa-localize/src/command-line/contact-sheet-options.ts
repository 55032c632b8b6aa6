import { Command } from 'commander';
import type { ReadCellsOptions } from '../dataset/read-cells.js';
import { integerAtLeast } from './parse-integer.js';
import { withSourceFlags } from './source-flags.js';

/** What `npm run contact-sheet` was asked to do. */
export interface ContactSheetOptions extends ReadCellsOptions {
  /** A folder of cells, or a table of paths. */
  readonly data: string;
  /** Pictures of each class. */
  readonly examples: number;
  /** Height and width of each picture, pixels. */
  readonly size: number;
  /** Folder of what is written. */
  readonly out: string;
}

/** Reads the flags of `npm run contact-sheet`. A wrong one ends the process with a line that names it. */
export function parseContactSheetOptions(argv: readonly string[]): ContactSheetOptions {
  return withSourceFlags(new Command('npm run contact-sheet --'))
    .description('Draws examples of each class on one sheet, and counts and measures the whole data set.')
    .requiredOption('--data <folder>', 'a folder of cells, or a table of paths')
    .option('--examples <number>', 'pictures of each class', integerAtLeast(1), 8)
    .option('--size <pixels>', 'height and width of each picture', integerAtLeast(16), 128)
    .requiredOption('--out <folder>', 'where sheet.png, sheet.html and statistics.json go')
    .allowExcessArguments(false)
    .showHelpAfterError('(--help lists the flags)')
    .parse(argv as string[])
    .opts<ContactSheetOptions>();
}
