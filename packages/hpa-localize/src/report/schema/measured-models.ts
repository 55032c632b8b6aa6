import type { ModelReport, Report } from './report-schema.js';

/** A model that was measured on the test split. */
export type MeasuredModel = ModelReport & { readonly test: NonNullable<ModelReport['test']> };

/** Returns the models that were measured on the test split, highest macro F1 first; equal ones keep their order. */
export function measuredModels({ models }: Pick<Report, 'models'>): MeasuredModel[] {
  return models
    .filter((model): model is MeasuredModel => model.test !== null)
    .sort((first, second) => second.test.macroF1 - first.test.macroF1);
}
