import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Task } from '../../answers/task.js';
import { type DataFlags, withDataFlags } from '../../command-line/data-flags.js';
import { parseInteger } from '../../command-line/parse-integer.js';
import {
  type BackendFlag,
  parseList,
  seedFlag,
  sizeFlag,
  withEngineFlags,
  withExamples,
} from '../../command-line/shared-flags.js';
import { PROTOCOLS, type ProtocolName } from '../../experiment/protocols.js';
import { RECIPES } from '../../recipes/recipes.js';

/** The flags of `compare`. */
export interface CompareFlags extends DataFlags, BackendFlag {
  /** What a run that is resumed was asked for, where `task` is what it took. */
  readonly askedTask?: 'auto' | Task;
  readonly models: readonly string[];
  readonly size?: number;
  readonly epochs?: number;
  readonly batch: number;
  readonly seed: number;
  /** Absent from the configuration of runs of earlier versions. */
  readonly repeats?: number;
  readonly folds?: number;
  readonly weights: string;
  readonly protocol: ProtocolName;
  readonly out?: string;
  readonly resume?: boolean;
}

/** The two models of that notebook, and the smaller one of Rumetshofer et al. */
const NOTEBOOK_MODELS: readonly string[] = ['inception-v3', 'scratch-cnn', 'gapnet-pl'];

/** Flags that do not change results: a run may be resumed with others. */
export const NOT_OF_THE_RUN: readonly string[] = ['out', 'resume', 'threads'];

/** The models that can start from trained weights. */
const STARTERS: readonly string[] = Object.values(RECIPES).flatMap(({ name, published }) =>
  published ? [name] : [],
);

/** Adds the flags of `hpa-localize compare`. */
export function withCompareFlags(command: Command): Command {
  command.description(
    'Trains models on the same images and writes a folder with a report: which model is better, by how much, and how sure that is.',
  );
  withDataFlags(command)
    .addOption(
      new Option('--models <names>', `of ${Object.keys(RECIPES).join(', ')}`)
        .argParser(parseModels)
        .default(NOTEBOOK_MODELS, NOTEBOOK_MODELS.join(',')),
    )
    .addOption(
      sizeFlag(
        'height and width of the images (default: 128, synthetic cells 80 or, of several locations, 64, a prepared dataset its own)',
      ),
    )
    .option(
      '--epochs <number>',
      'epochs of each model (default: 15, synthetic cells 12)',
      parseInteger({ minimum: 1 }),
    )
    .option('--batch <number>', 'images per batch', parseInteger({ minimum: 1 }), 16)
    .addOption(seedFlag('decides splits, initial weights, order, augmentation and resampling'))
    .option(
      '--repeats <number>',
      'trainings of each model on the same split, with other initial weights, order and augmentation: intervals and p-values then cover trainings too',
      parseInteger({ minimum: 1 }),
      1,
    )
    .option(
      '--folds <number>',
      'cross-validate: divide the cells into so many folds, at least 3, and test on each once (with --repeats, so many times)',
      parseInteger({ minimum: 3 }),
    )
    .option(
      '--weights <name>',
      `what ${STARTERS.join(', ')} start from: random, imagenet (fetched on first use), or a file of weights`,
      'random',
    )
    .addOption(
      new Option(
        '--protocol <name>',
        'how samples are split: honest (no leaks) or notebook (as the public notebook, which leaks)',
      )
        .choices(Object.keys(PROTOCOLS))
        .default('honest'),
    );
  withEngineFlags(command)
    .option('--out <folder>', 'run folder (default: runs/ and the time)')
    .option('--resume', 'resume the unfinished run in --out, with the flags that it was started with');
  return withExamples(command, [
    '',
    '--data DIR --classes 0,25,21,2 --size 128 --out runs/first',
    "--data DIR --classes 'Nucleoplasm,Cytosol' --models gapnet-pl --out runs/names",
    '--task multi-label --data DIR --classes all --models gapnet-pl,resnet-18 --out runs/several',
    '--data DIR --models gapnet-pl,resnet-18 --epochs 30 --out runs/second',
    '--data DIR --models gapnet,gapnet-pl --repeats 3 --out runs/repeated',
    '--data DIR --models gapnet,gapnet-pl --folds 5 --out runs/folds',
    '--resume --out runs/second',
  ]);
}

function parseModels(text: string): string[] {
  const names = parseList('model')(text);
  const wrong = names.find((name) => !Object.hasOwn(RECIPES, name));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(
      `There is no model "${wrong}"; there are ${Object.keys(RECIPES).join(', ')}.`,
    );
  }
  return names;
}
