import type { ModelReport } from './model-schema.js';
import type { Training } from './training-schema.js';

type Scores = NonNullable<ModelReport['scores']>;
type Score = Scores[string];

/**
 * Sums up the scores of trainings on their test splits: mean, extremes and standard deviation of each, over the trainings that were
 * measured.
 *
 * @returns null if no training was measured.
 */
export function summarizeScores(
  trainings: readonly Pick<Training, 'test'>[],
  intervals: Readonly<Partial<Record<string, Pick<Score, 'interval' | 'reason'>>>> = {},
): Scores | null {
  const measured = trainings.flatMap(({ test }) => test ?? []);
  const [first] = measured;
  if (first === undefined) {
    return null;
  }
  const summed: Record<string, Score> = {};
  for (const name of Object.keys(first)) {
    const values = measured.flatMap((scores) => scores[name] ?? []);
    if (name !== 'n' && values.length === measured.length) {
      summed[name] = { ...spread(values), ...intervals[name] };
    }
  }
  return summed as Scores;
}

function spread(values: readonly number[]): Score {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    minimum: Math.min(...values),
    maximum: Math.max(...values),
    deviation: values.length === 1 ? null : Math.sqrt(squares / (values.length - 1)),
  };
}
