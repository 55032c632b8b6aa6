import type { ModelReport, Report } from './report-schema.js';

/** A model whose every training was measured on the test split. */
export type MeasuredModel = ModelReport & {
  readonly scores: NonNullable<ModelReport['scores']>;
  readonly test: NonNullable<ModelReport['test']>;
};

/** Returns the complete models, which were measured on the test split, highest mean macro F1 first; equal ones keep their order. */
export function measuredModels({ models }: Pick<Report, 'models'>): MeasuredModel[] {
  return models
    .filter(
      (model): model is MeasuredModel =>
        model.status === 'complete' && model.scores !== null && model.test !== null,
    )
    .sort((first, second) => second.scores.macroF1.mean - first.scores.macroF1.mean);
}
