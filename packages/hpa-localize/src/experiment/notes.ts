import { publishedWeights } from '../recipes/published-weights.js';
import { RECIPES } from '../recipes/recipes.js';
import type { Report } from '../report/schema/report-schema.js';
import { leftOutInWords } from '../report/words/left-out-in-words.js';
import { THIS_SPLIT } from './describe-training.js';

/** Plain sentences that a reader must know and that the numbers of the report do not say by themselves. */
export function notesOn({ models, skipped, leftOut, rows, splitNote }: NotesOnOptions): string[] {
  const left = leftOutInWords(leftOut, { rows });
  const said = [splitNote, left && `${left}.`].filter((note) => note !== undefined);
  return [...said, ...onSkipped(skipped), ...onModels(models)];
}

/** What happened in a run so far. */
interface NotesOnOptions {
  readonly models: Report['models'];
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
  readonly leftOut: NonNullable<Report['dataset']['leftOut']>;
  /** How many rows there were, those left out among them. */
  readonly rows: number;
  /** Where the splits come from, if there is something to say. */
  readonly splitNote: string | undefined;
}

function onSkipped(skipped: NotesOnOptions['skipped']): string[] {
  const [first] = skipped;
  if (first === undefined) {
    return [];
  }
  const count = skipped.length === 1 ? '1 cell was' : `${skipped.length} cells were`;
  return [`${count} skipped, as --skip-bad allows; the report lists all of them. The first: ${first.reason}`];
}

function onModels(models: Report['models']): string[] {
  const randomWeights = models
    .filter(({ name, provenance }) => provenance.startsWith('random') && hasImageNet(name))
    .map(
      ({ title }) =>
        `${title} started from random weights; --weights imagenet starts it from trained ones. Its scores show what this architecture learns from these cells alone, without transfer learning.`,
    );
  const split = models
    .filter(({ recipe }) => recipe.microBatchSize !== undefined)
    .map(
      ({ title, recipe: { batchSize, microBatchSize } }) =>
        `${title} took each batch of ${batchSize} cells in parts of at most ${microBatchSize} and added up their gradients, because a whole batch does not fit into the engine’s memory. Batch normalization, if the model has any, saw each part by itself.`,
    );
  const tuned = models
    .filter(({ recipe }) => recipe.configurationsTried !== undefined)
    .map(({ title, recipe: { configurationsTried, tunedOn } }) => {
      const consequence =
        tunedOn === THIS_SPLIT
          ? '; the test split took no part in the choice.'
          : ': cells of this test split may have taken part in the choice, and its scores may be too high.';
      return `The recipe of ${title} is the best of ${configurationsTried} configurations on ${tunedOn}${consequence}`;
    });
  return [...randomWeights, ...split, ...tuned];
}

function hasImageNet(model: string): boolean {
  const recipe = RECIPES[model];
  return (
    recipe !== undefined && publishedWeights(recipe.architecture).some(({ name }) => name === 'imagenet')
  );
}
