import type { Evaluation, ModelReport, Report } from './report.js';

/** A model that was measured on the test split. */
export type MeasuredModel = ModelReport & { readonly test: Evaluation };

/** The models that were measured on the test split, highest macro F1 first, equals in the order of the report. */
export function measuredModels({ models }: Pick<Report, 'models'>): MeasuredModel[] {
  return models
    .filter((model): model is MeasuredModel => model.test !== null)
    .sort((first, second) => second.test.macroF1 - first.test.macroF1);
}
