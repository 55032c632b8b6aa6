import { LOCATIONS } from '@hpa/data';
import { type Dataset, openDataset } from '../dataset/open-dataset.js';
import {
  ALL_CLASSES,
  chooseClasses,
  defaultClasses,
  NOTEBOOK_CLASSES,
  occurringClasses,
  SEVERAL_LOCATIONS,
} from './choose-classes.js';
import type { DataFlags } from './data-flags.js';
import { FlagError } from './flag-error.js';
import { readingOptions } from './shared-flags.js';

/** The cells that a multi-label run draws: how many, and how many of them have one, two and three locations, relatively. */
const SEVERAL_CELLS = { count: 2400, locationsPerCell: [2, 2, 1] } as const;

/** What decides which samples a study is made of. */
interface StudyFlags extends DataFlags {
  readonly size?: number;
  readonly seed: number;
  readonly protocol: 'honest' | 'notebook' | 'both';
}

/** Opens the data and finds the classes, by their ids. */
export async function openData(
  flags: StudyFlags,
): Promise<{ readonly dataset: Dataset; readonly classes: readonly number[] }> {
  const { data, size, seed } = flags;
  if (data === 'synthetic') {
    if (flags.segment !== undefined) {
      throw new FlagError(
        `--segment ${flags.segment} finds the cells of images, and synthetic cells are drawn one by one; give --data`,
      );
    }
    const classes = findClasses(flags.classes, { flags, dataset: null });
    const several = flags.task === 'multi-label';
    const drawing = { classes, seed, size: size ?? (several ? 64 : 80), ...(several && SEVERAL_CELLS) };
    return { dataset: await openDataset(data, drawing), classes };
  }
  const dataset = await openDataset(data, { ...readingOptions(flags), ...(size !== undefined && { size }) });
  return { dataset, classes: findClasses(flags.classes, { flags, dataset }) };
}

/** Requires that a run that is resumed is asked for the classes that it was started with. */
export function requireSameClasses(
  words: NonNullable<StudyFlags['classes']>,
  {
    folder,
    classes,
    dataset,
    flags,
  }: {
    readonly folder: string;
    readonly classes: readonly number[];
    readonly dataset: Dataset;
    readonly flags: StudyFlags;
  },
): void {
  const asked = findClasses(words, { flags, dataset: dataset.layout === 'synthetic' ? null : dataset });
  if (asked.join() !== classes.join()) {
    throw new Error(
      `--resume: ${folder} was started with classes ${JSON.stringify(classes)}; received ${JSON.stringify(asked)}`,
    );
  }
}

/** Finds the classes that words ask for, or those of a study that asks for none. */
function findClasses(
  words: StudyFlags['classes'],
  {
    flags,
    dataset,
  }: {
    readonly flags: StudyFlags;
    /** Null for cells that are yet to be drawn. */
    readonly dataset: Dataset | null;
  },
): readonly number[] {
  const task = flags.protocol === 'honest' ? flags.task : 'single-label';
  if (words === undefined) {
    const drawn = task === 'multi-label' ? SEVERAL_LOCATIONS : NOTEBOOK_CLASSES;
    return dataset ? defaultClasses(dataset, { task }) : drawn;
  }
  // A study has two classes or more, so that the word alone cannot be the name of one.
  if (words.length === 1 && words[0] === ALL_CLASSES) {
    return dataset ? occurringClasses(dataset, { task }) : LOCATIONS.map(({ id }) => id);
  }
  return chooseClasses(words, dataset?.classes ?? LOCATIONS);
}
