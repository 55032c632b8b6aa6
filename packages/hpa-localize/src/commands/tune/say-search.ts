import { join } from 'node:path';
import type { Trial } from '@hpa/train';
import { say } from '../../command-line/say.js';
import { formatQuantity, formatScore } from '../../report/words/format.js';
import { parameterInWords } from '../../search/schema/parameter-in-words.js';
import type { SearchDocument } from '../../search/schema/search-schema.js';
import type { PreparedSearch } from './prepare-search.js';

const MEGABYTE = 2 ** 20;

/** Says what will be tried, how, and how much of the disk it takes. */
export function sayPlan(
  { recipe, settings, note, bytesPerTrial }: PreparedSearch,
  { folder }: { readonly folder: string },
): void {
  const { space, strategy, pruner, trials, repeats } = settings;
  const amount = trials === null ? 'all of a grid' : formatQuantity(trials, 'configuration');
  const each = `${repeats > 1 ? `${repeats} trainings of ` : ''}${formatQuantity(recipe.epochs, 'epoch')}`;
  const ends = pruner === 'none' ? '' : `; ${pruner} ends some early`;
  say(`search: ${amount} of ${recipe.name} by ${strategy}, each ${each}${ends}`);
  say(`varies: ${Object.keys(space).join(', ')}`);
  if (note !== undefined) {
    say(`note: the recipe as it stands is not among them: ${note}`);
  }
  say(
    `disk: at most ${Math.ceil(bytesPerTrial / MEGABYTE)} MB in ${folder} for each process that searches there`,
  );
}

/** What became of a trial, in one line. */
export function trialLine({ number, state, value, parameters, error, reports }: Trial): string {
  const words = Object.entries(parameters).map(([key, parameter]) => `${key} ${parameterInWords(parameter)}`);
  const end =
    state === 'complete'
      ? `macro F1 ${formatScore(value, { digits: 3 })}`
      : state === 'pruned'
        ? `ended early after ${formatQuantity(reports.at(-1)?.[0] ?? 0, 'epoch')}`
        : `failed: ${error}`;
  return `trial ${number}: ${end} (${words.join(', ')})`;
}

/** Says what the search has found, and where it stands. */
export function sayResult(
  { trials, best, model }: SearchDocument,
  { folder }: { readonly folder: string },
): void {
  const winner = trials.find(({ number }) => number === best);
  const ended = trials.filter(({ state }) => state !== 'running').length;
  say('');
  if (winner === undefined) {
    say(`None of ${formatQuantity(ended, 'configuration')} of ${model.title} was trained to the end.`);
  } else {
    const score = formatScore(winner.value, { digits: 3 });
    say(
      `The best of ${formatQuantity(ended, 'configuration')} is trial ${best}: macro F1 ${score} in validation.`,
    );
    say(`recipe: ${join(folder, 'recipes.json')}; compare --recipes takes it`);
  }
  say(`page: ${join(folder, 'tune.html')}`);
}
