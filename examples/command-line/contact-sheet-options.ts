import { type LayoutName, layoutNames } from '@hpa/data/node';
import { Command, Option } from 'commander';
import { integerAtLeast } from './parse-integer.js';

/** What `npm run contact-sheet` was asked to do. */
export interface ContactSheetOptions {
  /** A folder of cells, or a table of paths. */
  readonly data: string;
  /** How the cells are laid out. */
  readonly source: 'auto' | LayoutName;
  /** The stain that pictures may lack. */
  readonly allowMissing?: 'yellow';
  /** Whether cells that cannot be used are listed; else the first one ends the command. */
  readonly skipBad: boolean;
  /** Pictures of each class. */
  readonly examples: number;
  /** Height and width of each picture, pixels. */
  readonly size: number;
  /** Folder of what is written. */
  readonly out: string;
}

/** Reads the flags of `npm run contact-sheet`. A wrong one ends the process with a line that names it. */
export function parseContactSheetOptions(argv: readonly string[]): ContactSheetOptions {
  return new Command('npm run contact-sheet --')
    .description('Draws examples of each class on one sheet, and counts and measures the whole data set.')
    .requiredOption('--data <folder>', 'a folder of cells, or a table of paths')
    .addOption(
      new Option('--source <layout>', 'how --data is laid out; auto tells by what is there')
        .choices(['auto', ...layoutNames])
        .default('auto'),
    )
    .addOption(
      new Option('--allow-missing <colour>', 'the stain that cells may lack; it is then black').choices([
        'yellow',
      ]),
    )
    .option('--skip-bad', 'leave out cells that cannot be used, and list them', false)
    .option('--examples <number>', 'pictures of each class', integerAtLeast(1), 8)
    .option('--size <pixels>', 'height and width of each picture', integerAtLeast(16), 128)
    .requiredOption('--out <folder>', 'where sheet.png, sheet.html and statistics.json go')
    .allowExcessArguments(false)
    .showHelpAfterError('(--help lists the flags)')
    .parse(argv as string[])
    .opts<ContactSheetOptions>();
}
