import { applyTemperature } from '@hpa/metrics';
import type { ModelCard } from '@hpa/models';

/** Applies the temperature on the card of a model to the probabilities that it gives; without one they stay as they are. */
export function calibrateScores(
  scores: readonly (readonly number[])[],
  { card: { task, temperature } }: { readonly card: Pick<ModelCard, 'task' | 'temperature'> },
): readonly (readonly number[])[] {
  return temperature === undefined || scores.length === 0
    ? scores
    : applyTemperature(scores, { task, values: temperature });
}
