import { type Command, Option } from 'commander';
import type { Task } from '../../answers/task.js';
import { type DataFlags, withDataFlags } from '../../command-line/data-flags.js';
import { parseInteger } from '../../command-line/parse-integer.js';
import { type QueueFlag, queueFlag } from '../../command-line/queue-flag.js';
import {
  type BackendFlag,
  seedFlag,
  sizeFlag,
  withEngineFlags,
  withExamples,
} from '../../command-line/shared-flags.js';
import { PROTOCOLS, type ProtocolName } from '../../experiment/protocols.js';
import { NOTEBOOK_SIZE } from '../../recipes/notebook-recipes.js';
import {
  PRUNER_NAMES,
  type PrunerName,
  STRATEGY_NAMES,
  type StrategyName,
} from '../../search/search-methods.js';

/** The flags of `tune`. */
export interface TuneFlags extends DataFlags, BackendFlag, QueueFlag {
  /** What a search that is resumed was asked for, where `task` is what it took. */
  readonly askedTask?: 'auto' | Task;
  readonly model: string;
  readonly preset?: 'notebook';
  readonly recipes?: string;
  readonly set?: readonly string[];
  readonly space?: string;
  readonly trials?: number;
  readonly strategy: StrategyName;
  readonly pruner: PrunerName;
  readonly repeats: number;
  readonly size?: number;
  readonly epochs?: number;
  readonly limit?: number;
  readonly seed: number;
  readonly protocol: ProtocolName;
  readonly out?: string;
  readonly resume?: boolean;
  readonly parallel: number;
}

/** How many configurations are tried if nothing is said. */
export const DEFAULT_TRIALS = 20;

/** Adds the flags of `hpa-localize tune`. */
export function withTuneFlags(command: Command): Command {
  command
    .description(
      'Searches for a better recipe of a model: trains it again and again with other settings, judges each by the validation split alone, and writes the best as a recipe that compare takes.',
    )
    .option('--model <name>', 'the recipe to vary: a built-in one, or one of --recipes', 'gapnet-pl')
    .addOption(
      new Option(
        '--preset <name>',
        `notebook: the public notebook's sweep of learning rates on its CNN, .0001, .001, .01 and .1, at ${NOTEBOOK_SIZE} pixels`,
      )
        .choices(['notebook'])
        .conflicts(['model', 'recipes', 'space', 'strategy', 'pruner', 'trials']),
    )
    .option('--recipes <file>', 'JSON file of recipes, such as recipes.json of a run')
    .option(
      '--set <change>',
      'changes one setting of the recipe before it is varied, MODEL.KEY=VALUE; may be given several times',
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .option(
      '--space <file>',
      'JSON of what to vary: keys of the recipe, each with its dimension (default: learning rate, weight decay, dropout, warm-up, the moving average of weights, label smoothing, augmentation, batch size, as far as the recipe has them)',
    )
    .option(
      '--trials <number>',
      `configurations to try (default: ${DEFAULT_TRIALS}; all of a grid)`,
      parseInteger({ minimum: 1 }),
    )
    .addOption(
      new Option(
        '--strategy <name>',
        'how configurations are chosen: tpe learns from those before, random does not, grid tries all',
      )
        .choices(STRATEGY_NAMES)
        .default('tpe'),
    )
    .addOption(
      new Option('--pruner <name>', 'what ends a trial early that is behind the others after as many epochs')
        .choices(PRUNER_NAMES)
        .default('asha'),
    )
    .option(
      '--repeats <number>',
      'trainings of each configuration, with seeds of their own; their mean is its value',
      parseInteger({ minimum: 1 }),
      1,
    );
  withDataFlags(command)
    .addOption(
      sizeFlag(
        'height and width of the images (default: 128, synthetic cells 80 or, of several locations, 64, a prepared dataset its own, --preset notebook 299)',
      ),
    )
    .option(
      '--epochs <number>',
      'epochs of each training (default: what the recipe says, as compare trains it)',
      parseInteger({ minimum: 1 }),
    )
    .option(
      '--limit <number>',
      'at most so many of the samples, drawn so that every class keeps its share: to try a whole search quickly',
      parseInteger({ minimum: 1 }),
    )
    .addOption(seedFlag('decides splits, configurations, and with their numbers the seeds of trainings'))
    .addOption(
      new Option(
        '--protocol <name>',
        'how samples are split: honest (no leaks) or notebook (as the public notebook, which leaks)',
      )
        .choices(Object.keys(PROTOCOLS))
        .default('honest'),
    );
  withEngineFlags(command)
    .option('--out <folder>', 'folder of the search (default: runs/ and the time)')
    .option(
      '--resume',
      'take part in the search in --out, with the flags that it was begun with: after an interruption, or beside other processes',
    )
    .addOption(queueFlag('trials'))
    .option(
      '--parallel <number>',
      'with --queue: trials under way at a time; what tpe and a pruner know of the others then depends on timing',
      parseInteger({ minimum: 1 }),
      4,
    );
  return withExamples(command, [
    '',
    '--model gapnet-pl --trials 20 --data DIR --classes 0,25,21,2 --size 96 --out runs/tune',
    '--model resnet-18 --space space.json --strategy random --pruner none --out runs/own',
    '--model gapnet-pl --recipes runs/tune/recipes.json --repeats 3 --out runs/again',
    '--preset notebook --data DIR --out runs/sweep',
    '--resume --out runs/tune',
    '--model gapnet-pl --data DIR --queue redis://HOST --parallel 3 --out runs/shared',
  ]);
}
