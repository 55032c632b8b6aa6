import type { ModelReport } from '../schema/report-schema.js';
import { formatQuantity } from './format.js';

/** How a training is told from the others of its model. */
interface Place {
  readonly repeat?: number | undefined;
  readonly fold?: number | undefined;
}

/** Says which training of a model it is: `repeat 2`, `repeat 2, fold 1`; with totals, `repeat 2 of 3`; empty if there is one alone. */
export function trainingInWords(
  { repeat, fold }: Place,
  { repeats, folds }: { readonly repeats?: number; readonly folds?: number } = {},
): string {
  const of = (total: number | undefined) => (total === undefined ? '' : ` of ${total}`);
  return [
    ...(repeat === undefined ? [] : [`repeat ${repeat}${of(repeats)}`]),
    ...(fold === undefined ? [] : [`fold ${fold}${of(folds)}`]),
  ].join(', ');
}

/** Says how often a model was trained: `once`, `twice`, `3 times`, `on each of 5 folds`, `3 times on each of 5 folds`. */
export function timesInWords({ trainings }: Pick<ModelReport, 'trainings'>): string {
  const { repeats, folds } = countTrainings(trainings);
  const times = repeats === 1 ? [] : [repeats === 2 ? 'twice' : `${repeats} times`];
  const each = folds === 0 ? [] : [`on each of ${folds} folds`];
  return [...times, ...each].join(' ') || 'once';
}

/** Names the answers that a model gives as a whole: its title, `GapNet-PL, ensemble of 3 repeats`, `GapNet-PL, all folds`. */
export function ensembleTitle({ title, trainings }: Pick<ModelReport, 'title' | 'trainings'>): string {
  return [title, ...(trainings.length === 1 ? [] : [ensembleInWords(trainings)])].join(', ');
}

/** Says what the ensemble of a model is made of: `ensemble of 3 repeats`, `all folds`, `ensemble of 3 repeats, all folds`. */
export function ensembleInWords(trainings: readonly Place[]): string {
  const { repeats, folds } = countTrainings(trainings);
  const averaged = repeats === 1 ? [] : [`ensemble of ${formatQuantity(repeats, 'repeat')}`];
  return [...averaged, ...(folds === 0 ? [] : ['all folds'])].join(', ');
}

/** Names the ensemble of several models: `Ensemble of both models`, `Ensemble of all 3 models`. */
export function allModelsTitle({ models }: { readonly models: readonly string[] }): string {
  return `Ensemble of ${models.length === 2 ? 'both' : `all ${models.length}`} models`;
}

/** How many trainings a model has on the same samples, and of how many folds; 0 if there are none. */
export function countTrainings(trainings: readonly Place[]): {
  readonly repeats: number;
  readonly folds: number;
} {
  return {
    repeats: new Set(trainings.map(({ repeat }) => repeat)).size,
    folds: new Set(trainings.flatMap(({ fold }) => fold ?? [])).size,
  };
}
