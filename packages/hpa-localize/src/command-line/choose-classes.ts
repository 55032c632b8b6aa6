import type { ClassLabel, Sample } from '@hpa/data';
import type { Task } from '../answers/task.js';
import { nearestNames } from '../nearest-names.js';
import { FlagError } from './flag-error.js';

/** The four locations of the public notebook that this project repeats. */
export const NOTEBOOK_CLASSES: readonly number[] = [13, 18, 25, 26];

/** Eight locations that even small cells show apart: what a multi-label run draws. */
export const SEVERAL_LOCATIONS: readonly number[] = [2, 4, 13, 14, 18, 21, 23, 27];

/**
 * Finds the classes that --classes asks for, by name or id: a name as it is written, then an id, then a name in another
 * case. Words that belong together because a name holds a comma are joined.
 *
 * @returns Their ids, in the order asked for.
 * @throws FlagError if a word is no class, naming the nearest, or more than one, or if fewer than two remain.
 */
export function chooseClasses(asked: readonly (string | number)[], known: readonly ClassLabel[]): number[] {
  const flag = `--classes ${asked.join(',')}`;
  // Numbers come from the config of a run: ids, whatever the names are.
  const byId = known.filter(({ id }) => asked.includes(id));
  if (asked.every((id) => typeof id === 'number') && byId.length === asked.length) {
    return [...asked];
  }
  const words = asked.map(String);
  const chosen: ClassLabel[] = [];
  for (let at = 0; at < words.length; ) {
    const { label, count } = findClass(words.slice(at), { known, flag });
    if (chosen.includes(label)) {
      throw new FlagError(`${flag}: class ${label.id} ${label.name} is asked for twice`);
    }
    chosen.push(label);
    at += count;
  }
  if (chosen.length < 2) {
    throw new FlagError(`${flag}: there must be at least two classes`);
  }
  return chosen.map(({ id }) => id);
}

/** The word that asks for every class with a sample. */
export const ALL_CLASSES = 'all';

/** What the classes of a study are chosen from. */
interface Choices {
  readonly provenance: string;
  readonly samples: readonly Sample[];
  readonly classes: readonly ClassLabel[];
}

/**
 * Gives every class that has a sample the task can use: in a single-label study, one of no other class.
 *
 * @throws Error if there are fewer than two.
 */
export function occurringClasses(
  { provenance, samples, classes }: Choices,
  { task }: { readonly task: 'auto' | Task },
): number[] {
  const found = findOccurring({ samples, classes }, { task });
  if (found.length < 2) {
    const what = task === 'single-label' ? 'classes with samples of one label' : 'classes with samples';
    throw new Error(`${provenance}: a study needs at least two ${what}; found ${listed(found)}`);
  }
  return found.map(({ id }) => id);
}

function findOccurring(
  { samples, classes }: Pick<Choices, 'samples' | 'classes'>,
  { task }: { readonly task: 'auto' | Task },
): ClassLabel[] {
  const usable = task === 'single-label' ? samples.filter(({ labels }) => labels.length === 1) : samples;
  const labels = new Set(usable.flatMap((sample) => sample.labels));
  return classes.filter((_, label) => labels.has(label));
}

/**
 * Gives the classes of a study that asks for none: those of the notebook, if the dataset has the 28 locations of Kaggle and
 * samples of all four; else every class that has a sample the task can use.
 *
 * @throws Error if there are fewer than two.
 */
export function defaultClasses(choices: Choices, { task }: { readonly task: 'auto' | Task }): number[] {
  const { classes } = choices;
  const found = findOccurring(choices, { task });
  const ofNotebook = NOTEBOOK_CLASSES.filter((id) => found.some((label) => label.id === id));
  if (
    classes.length === 28 &&
    classes[25]?.name === 'Cytosol' &&
    ofNotebook.length === NOTEBOOK_CLASSES.length
  ) {
    return ofNotebook;
  }
  return occurringClasses(choices, { task });
}

function findClass(
  words: readonly string[],
  { known, flag }: { readonly known: readonly ClassLabel[]; readonly flag: string },
): { readonly label: ClassLabel; readonly count: number } {
  for (let count = words.length; count > 0; count--) {
    const name = words.slice(0, count).join(', ');
    const label =
      known.find((each) => sameName(each.name, name)) ??
      (count === 1 ? findByIdOrCase(name, { known, flag }) : undefined);
    if (label !== undefined) {
      return { label, count };
    }
  }
  const [word = ''] = words;
  const nearest = /^\d+$/.test(word)
    ? []
    : nearestNames(
        word,
        known.map(({ name }) => name),
      );
  const suggestion = nearest.length === 0 ? '' : `, the nearest are ${nearest.join(', ')}`;
  throw new FlagError(`${flag}: there is no class ${word}${suggestion}; there are ${listed(known)}`);
}

function findByIdOrCase(
  word: string,
  { known, flag }: { readonly known: readonly ClassLabel[]; readonly flag: string },
): ClassLabel | undefined {
  const byId = known.find(({ id }) => String(id) === word);
  const alike = known.filter(({ name }) => name.toLowerCase() === word.toLowerCase());
  if (byId === undefined && alike.length > 1) {
    throw new FlagError(
      `${flag}: ${word} may be ${listed(alike)}; give the name as it is written, or the id`,
    );
  }
  return byId ?? alike[0];
}

/** Whether two names are the same but for blanks beside commas, at which a list of words was split. */
function sameName(a: string, b: string): boolean {
  return a.replace(/\s*,\s*/g, ', ') === b;
}

function listed(classes: readonly ClassLabel[]): string {
  return classes.map(({ id, name }) => `${id} ${name}`).join(', ') || 'none';
}
