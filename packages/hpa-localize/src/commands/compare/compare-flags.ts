import { type Command, Option } from 'commander';
import type { Task } from '../../answers/task.js';
import { type DataFlags, withDataFlags } from '../../command-line/data-flags.js';
import { parseInteger } from '../../command-line/parse-integer.js';
import { type QueueFlag, queueFlag } from '../../command-line/queue-flag.js';
import {
  type BackendFlag,
  parseList,
  seedFlag,
  sizeFlag,
  withEngineFlags,
  withExamples,
} from '../../command-line/shared-flags.js';
import { PROTOCOLS, type ProtocolName } from '../../experiment/protocols.js';
import { NOTEBOOK_SIZE } from '../../recipes/notebook-recipes.js';
import { RECIPES } from '../../recipes/recipes.js';

/** How a comparison splits its samples: by one protocol, or by each in turn. */
export type ProtocolFlag = ProtocolName | 'both';

/** The flags of `compare`. */
export interface CompareFlags extends DataFlags, BackendFlag, QueueFlag {
  /** What a run that is resumed was asked for, where `task` is what it took. */
  readonly askedTask?: 'auto' | Task;
  readonly models?: readonly string[];
  readonly preset?: 'notebook';
  readonly recipes?: string;
  readonly set?: readonly string[];
  readonly size?: number;
  readonly epochs?: number;
  readonly batch?: number;
  readonly seed: number;
  /** Absent from the configuration of runs of earlier versions. */
  readonly repeats?: number;
  readonly folds?: number;
  readonly weights?: string;
  readonly limit?: number;
  /** Absent from the configuration of runs of earlier versions. */
  readonly trainingCells?: boolean;
  readonly protocol: ProtocolFlag;
  readonly out?: string;
  readonly resume?: boolean;
}

/** What is compared if nothing is said: the two models of the public notebook, and the smaller one of Rumetshofer et al. */
export const DEFAULT_MODELS: readonly string[] = ['inception-v3', 'scratch-cnn', 'gapnet-pl'];

/** Epochs of the models of this project on synthetic cells, which are learned sooner than real ones. */
export const SYNTHETIC_EPOCHS = 12;

/** Flags that do not change results: a run may be resumed with others. */
export const NOT_OF_THE_RUN: readonly string[] = ['out', 'resume', 'threads', 'queue', 'parallel'];

/** Adds the flags of `hpa-localize compare`. */
export function withCompareFlags(command: Command): Command {
  command.description(
    'Trains models on the same images and writes a folder with a report: which model is better, by how much, and how sure that is.',
  );
  withDataFlags(command)
    .addOption(
      new Option(
        '--models <names>',
        `of ${Object.keys(RECIPES).join(', ')}, and those of --recipes (default: all of --recipes and --preset, else ${DEFAULT_MODELS.join(',')})`,
      ).argParser(parseList('model')),
    )
    .addOption(
      new Option(
        '--preset <name>',
        `notebook: the recipes of the public notebook, at ${NOTEBOOK_SIZE} pixels`,
      ).choices(['notebook']),
    )
    .option('--recipes <file>', 'JSON file of recipes, such as recipes.json of another run')
    .option(
      '--set <change>',
      'changes one setting of a recipe, MODEL.KEY=VALUE: gapnet-pl.learningRate=1e-4; may be given several times',
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .addOption(
      sizeFlag(
        'height and width of the images (default: 128, synthetic cells 80 or, of several locations, 64, a prepared dataset its own, --preset notebook 299)',
      ),
    )
    .option(
      '--epochs <number>',
      `epochs of every model (default: what its recipe says, 15 unless it says otherwise; ${SYNTHETIC_EPOCHS} for built-in recipes on synthetic cells)`,
      parseInteger({ minimum: 1 }),
    )
    .option(
      '--batch <number>',
      'images per batch of every model (default: what its recipe says, 16 unless it says otherwise)',
      parseInteger({ minimum: 1 }),
    )
    .option(
      '--limit <number>',
      'at most so many of the samples, drawn so that every class keeps its share: to try a whole run quickly',
      parseInteger({ minimum: 1 }),
    )
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
      'what models start from, at a tenth of their learning rate: imagenet (those with such weights, fetched on first use), or a file or folder of weights, such as a model of a run; random',
    )
    .option(
      '--no-training-cells',
      'leaves no training cells beside the models: otherwise up to 1,000 small pictures of them travel with each, for pages that show those most like a cell',
    )
    .addOption(
      new Option(
        '--protocol <name>',
        'how samples are split: honest (no leaks), notebook (as the public notebook, which leaks), or both, side by side, with what the leaks add',
      )
        .choices([...Object.keys(PROTOCOLS), 'both'])
        .default('honest'),
    );
  withEngineFlags(command)
    .option('--out <folder>', 'run folder (default: runs/ and the time)')
    .option('--resume', 'resume the unfinished run in --out, with the flags that it was started with')
    .addOption(queueFlag('trainings'));
  return withExamples(command, [
    '',
    '--data DIR --classes 0,25,21,2 --size 128 --out runs/first',
    "--data DIR --classes 'Nucleoplasm,Cytosol' --models gapnet-pl --out runs/names",
    '--task multi-label --data DIR --classes all --models gapnet-pl,resnet-18 --out runs/several',
    '--data DIR --models gapnet-pl,resnet-18 --epochs 30 --out runs/second',
    '--data DIR --models gapnet,gapnet-pl --repeats 3 --out runs/repeated',
    '--data DIR --models gapnet,gapnet-pl --folds 5 --out runs/folds',
    '--data DIR --set gapnet-pl.learningRate=1e-4 --set gapnet-pl.augment=none --models gapnet-pl --out runs/third',
    '--data DIR --recipes runs/third/recipes.json --out runs/fourth',
    '--data DIR --classes 13,18,25,26 --models gapnet-pl --protocol both --out runs/leak',
    '--resume --out runs/second',
    '--data DIR --repeats 5 --queue redis://HOST --out runs/shared',
  ]);
}
