import { searchImportance, type Trial } from '@hpa/train';
import type { SplitDataset } from '../experiment/split-dataset.js';
import type { Recipe } from '../recipes/recipe-schema.js';
import type { SearchSettings } from './run-search.js';
import type { SearchDocument, TrialRecord } from './schema/search-schema.js';
import { LAST_EPOCHS } from './train-trial.js';

/** Puts together what tune.json says of a search. */
export function describeSearch(
  trials: readonly Trial[],
  {
    command,
    recipe: { name, title = name, epochs },
    settings: { space, strategy, pruner, trials: requested, repeats, seed },
    study: { provenance, task, classes, splits, images },
    aborted,
  }: {
    readonly command: string;
    readonly recipe: Recipe;
    readonly settings: SearchSettings;
    readonly study: SplitDataset;
    /** Whether the search was stopped before its end, as far as this process knows. */
    readonly aborted: boolean;
  },
): SearchDocument {
  const ended = trials.filter(({ state }) => state !== 'running').length;
  const isComplete = ended === trials.length && (requested === null ? !aborted : ended >= requested);
  const best = trials.reduce<Trial | null>(
    (first, second) => ((second.value ?? -1) > (first?.value ?? -1) ? second : first),
    null,
  );
  const meanOf = Math.min(LAST_EPOCHS, epochs);
  return {
    schemaVersion: 1,
    command,
    status: isComplete ? 'complete' : 'interrupted',
    model: { name, title },
    dataset: {
      provenance,
      task,
      classes: classes.map(({ id, name: of }) => ({ id, name: of })),
      counts: { train: splits.train.length, validation: splits.validation.length },
      imageSize: images.height,
    },
    seed,
    strategy,
    pruner,
    requested,
    epochs,
    repeats,
    objective: `macro F1 on the validation split, the mean of the last ${meanOf} epochs${repeats > 1 ? ` and of ${repeats} trainings` : ''}`,
    space,
    trials: trials as readonly TrialRecord[],
    best: best?.number ?? null,
    importance:
      searchImportance(trials, { space, seed })?.map(({ name: key, share }) => ({ key, share })) ?? null,
  };
}
