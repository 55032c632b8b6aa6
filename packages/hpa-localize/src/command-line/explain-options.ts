import { type BackendName, backendNames } from '@hpa/backend';
import { Command, InvalidArgumentError, Option } from 'commander';

/** What `npm run explain` was asked to do. */
export interface ExplainOptions {
  /** A model of a run, such as runs/NAME/gapnet-pl. */
  readonly model: string;
  /** A folder of image sets. */
  readonly data: string;
  /** The cells to explain. */
  readonly ids: readonly string[];
  readonly out: string;
  readonly backend: 'auto' | BackendName;
}

/** Reads the flags of `npm run explain`. A wrong one ends the process with a line that names it. */
export function parseExplainOptions(argv: readonly string[]): ExplainOptions {
  return new Command('npm run explain --')
    .description(
      'Shows where in a cell, and in which stain, a model that compare saved sees what it answers.',
    )
    .requiredOption('--model <folder>', 'a model of a run, such as runs/NAME/gapnet-pl')
    .requiredOption('--data <folder>', 'a folder with image sets, in itself, in train/ or in test/')
    .requiredOption('--ids <names>', 'the cells, their Ids separated by commas', parseIds)
    .option('--out <folder>', 'where the pictures and explain.html go', 'explained')
    .addOption(new Option('--backend <name>', 'engine').choices(['auto', ...backendNames]).default('auto'))
    .allowExcessArguments(false)
    .showHelpAfterError('(--help lists the flags)')
    .parse(argv as string[])
    .opts<ExplainOptions>();
}

function parseIds(text: string): string[] {
  const ids = text.split(',').map((part) => part.trim());
  if (ids.includes('')) {
    throw new InvalidArgumentError(`expected Ids separated by commas; received "${text}".`);
  }
  if (new Set(ids).size !== ids.length) {
    throw new InvalidArgumentError(`an Id is named twice in ${text}.`);
  }
  return ids;
}
