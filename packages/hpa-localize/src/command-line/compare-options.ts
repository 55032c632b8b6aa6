import { type BackendName, backendNames } from '@hpa/backend';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ReadCellsOptions } from '../dataset/read-cells.js';
import { type ModelName, modelNames } from '../recipes/recipes.js';
import { integerAtLeast } from './parse-integer.js';
import { withSourceFlags } from './source-flags.js';

/** What `npm run compare` was asked to do. */
export interface CompareOptions extends ReadCellsOptions {
  /** A folder of cells, one that prepare-data wrote, or a table of paths; synthetic cells without it. */
  readonly data?: string;
  /** Class ids of the data, those of locations for most layouts, in class order. */
  readonly classes: readonly number[];
  readonly models: readonly ModelName[];
  /** Height and width of the images, pixels. */
  readonly size: number;
  readonly epochs: number;
  readonly batch: number;
  readonly seed: number;
  /** What InceptionV3 starts from: `random`, `imagenet` or the path of weights. */
  readonly weights: string;
  readonly backend: 'auto' | BackendName;
  readonly protocol: 'honest' | 'notebook';
  /** The run folder. */
  readonly out: string;
  readonly resume: boolean;
}

/** The four locations of the public notebook that this project repeats. */
const notebookClasses = [13, 18, 25, 26];

/**
 * Reads the flags of `npm run compare`. A wrong one ends the process with a line that names it.
 *
 * @param argv As in `process.argv`.
 */
export function parseCompareOptions(argv: readonly string[]): CompareOptions {
  const command = withSourceFlags(new Command('npm run compare --'))
    .description(
      'Trains the models on the same cells and writes a folder that says which is better, and how sure that is.',
    )
    .option(
      '--data <folder>',
      'a folder of cells, laid out as Kaggle, the HPA site or a folder a class, a table of paths, or what prepare-data wrote (default: synthetic cells)',
    )
    .option(
      '--classes <ids>',
      'class ids, those of locations for most layouts, in class order',
      parseClasses,
      notebookClasses,
    )
    .option('--models <names>', `of ${modelNames.join(', ')}`, parseModels, [
      'inception-v3',
      'scratch-cnn',
      'gapnet-pl',
    ])
    .option(
      '--size <pixels>',
      'height and width of the images (default: 128, synthetic cells 80)',
      integerAtLeast(16),
    )
    .option('--epochs <number>', 'epochs of each model (default: 15, synthetic cells 12)', integerAtLeast(1))
    .option('--batch <number>', 'images in a batch', integerAtLeast(1), 16)
    .option(
      '--seed <number>',
      'decides splits, weights, order, augmentation and resampling',
      integerAtLeast(0),
      1,
    )
    .option(
      '--weights <name>',
      'what inception-v3 starts from: random, imagenet (fetched on first use), or a file of its weights',
      'random',
    )
    .addOption(new Option('--backend <name>', 'engine').choices(['auto', ...backendNames]).default('auto'))
    .addOption(
      new Option(
        '--protocol <name>',
        'how rows are split: without leaks, or as the public notebook did (leaking, to show what that does)',
      )
        .choices(['honest', 'notebook'])
        .default('honest'),
    )
    .option('--out <folder>', 'run folder (default: runs/ and the time)')
    .option('--resume', 'go on with the unfinished run in --out', false)
    .allowExcessArguments(false)
    .showHelpAfterError('(--help lists the flags)')
    .parse(argv as string[]);
  const flags = command.opts<
    Partial<CompareOptions> & Omit<CompareOptions, 'data' | 'size' | 'epochs' | 'out'>
  >();
  if (flags.resume && flags.out === undefined) {
    command.error('error: --resume needs --out, the folder of the run to go on with');
  }
  const synthetic = flags.data === undefined;
  return {
    ...flags,
    size: flags.size ?? (synthetic ? 80 : 128),
    epochs: flags.epochs ?? (synthetic ? 12 : 15),
    out: flags.out ?? `runs/${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`,
  };
}

function parseClasses(text: string): number[] {
  const ids = text.split(',').map((part) => part.trim());
  const wrong = ids.find((id) => !/^\d+$/.test(id));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`a class must be an id such as 25; received "${wrong}".`);
  }
  if (new Set(ids).size !== ids.length) {
    throw new InvalidArgumentError(`a class is named twice in ${text}.`);
  }
  if (ids.length < 2) {
    throw new InvalidArgumentError('at least two classes are needed to tell apart.');
  }
  return ids.map(Number);
}

function parseModels(text: string): ModelName[] {
  const names = text.split(',').map((part) => part.trim());
  const wrong = names.find((name) => !modelNames.includes(name as ModelName));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`there is no model "${wrong}"; there are ${modelNames.join(', ')}.`);
  }
  if (new Set(names).size !== names.length) {
    throw new InvalidArgumentError(`a model is named twice in ${text}.`);
  }
  return names as ModelName[];
}
