import type { ModelReport } from '../report/schema/report-schema.js';

/** Marks the one training of a model with its place among the others: which repeat it is, and of which fold. */
export function placedTraining(
  model: ModelReport,
  { repeat, fold }: { readonly repeat?: number | undefined; readonly fold?: number | undefined },
): ModelReport {
  const place = { ...(repeat !== undefined && { repeat }), ...(fold !== undefined && { fold }) };
  return { ...model, trainings: model.trainings.map((training) => ({ ...training, ...place })) };
}
