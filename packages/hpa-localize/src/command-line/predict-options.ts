import { type BackendName, backendNames } from '@hpa/backend';
import { Command, Option } from 'commander';
import { allowMissing } from './source-flags.js';

/** What `npm run predict` was asked to do. */
export interface PredictOptions {
  /** A model of a run, such as runs/NAME/gapnet-pl. */
  readonly model: string;
  /** A folder of image sets; or, without it, `files`. */
  readonly data?: string;
  /** PNG files of image sets, {Id}_{colour}.png. */
  readonly files: readonly string[];
  /** The stain that images may lack. */
  readonly allowMissing?: 'yellow';
  /** Averages the eight flips and quarter turns of each image. */
  readonly tta: boolean;
  readonly out: string;
  readonly backend: 'auto' | BackendName;
}

/** Reads the flags of `npm run predict`. A wrong one ends the process with a line that names it. */
export function parsePredictOptions(argv: readonly string[]): PredictOptions {
  const command = new Command('npm run predict --')
    .description('Says where the protein of each cell sits, by a model that compare saved.')
    .argument('[files...]', 'PNG files {Id}_{red,green,blue,yellow}.png, all of each Id')
    .requiredOption('--model <folder>', 'a model of a run, such as runs/NAME/gapnet-pl')
    .option('--data <folder>', 'a folder with image sets, in itself, in train/ or in test/')
    .addOption(allowMissing())
    .option('--tta', 'average the predictions of the eight flips and quarter turns', false)
    .option('--out <file>', 'where the table goes', 'predictions.csv')
    .addOption(new Option('--backend <name>', 'engine').choices(['auto', ...backendNames]).default('auto'))
    .showHelpAfterError('(--help lists the flags)')
    .parse(argv as string[]);
  const files = command.args;
  const flags = command.opts<Omit<PredictOptions, 'files'>>();
  if ((flags.data === undefined) === (files.length === 0)) {
    command.error('error: give either --data, a folder of images, or the files themselves');
  }
  return { ...flags, files };
}
