import { type Command, Option } from 'commander';
import type { Task } from '../answers/task.js';
import { ALL_CLASSES, NOTEBOOK_CLASSES } from './choose-classes.js';
import { parseList, type ReadingFlags, withReadingFlags } from './shared-flags.js';

/** The values of {@link withDataFlags}. */
export interface DataFlags extends ReadingFlags {
  readonly data: string;
  readonly task: 'auto' | Task;
  /** Names or ids as they were asked for; the ids, as numbers, of a run that is resumed. */
  readonly classes?: readonly (string | number)[];
}

/** Adds the flags that say which samples a study is made of: --data, those of how it is read, --task and --classes. */
export function withDataFlags(command: Command): Command {
  command.option(
    '--data <path>',
    'a folder or table in any layout, what prepare wrote, or the word synthetic for drawn cells',
    'synthetic',
  );
  return withReadingFlags(command)
    .addOption(
      new Option(
        '--task <name>',
        'single-label: one location a cell; multi-label: any number of them, or none; auto: multi-label if any chosen row has several labels',
      )
        .choices(['auto', 'single-label', 'multi-label'])
        .default('auto'),
    )
    .addOption(
      new Option(
        '--classes <names>',
        `names or ids of classes of the dataset, in class order, or the word ${ALL_CLASSES} (default: all that occur; ${NOTEBOOK_CLASSES.join(',')} of the locations of Kaggle 2018)`,
      ).argParser(parseList('class')),
    );
}
