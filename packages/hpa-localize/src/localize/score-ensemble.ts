import { ensembleScores } from '@hpa/metrics';
import type { Dataset } from '../dataset/open-dataset.js';
import type { ScoringModel } from './load-ensemble.js';
import { type SampleScores, type ScoreSamplesOptions, scoreSamples } from './score-samples.js';

/** A model, and the images as it reads them. */
interface Reader {
  readonly classifier: ScoringModel;
  readonly dataset: Pick<Dataset, 'samples' | 'images'>;
}

/**
 * Scores samples by each model of an ensemble, and averages their probabilities, each calibrated as its card says. A sample that one
 * of them cannot read is skipped.
 */
export async function scoreEnsemble(
  readers: readonly Reader[],
  { onProgress, ...options }: Omit<ScoreSamplesOptions, 'images'>,
): Promise<SampleScores> {
  const scored: SampleScores[] = [];
  for (const [index, { classifier, dataset }] of readers.entries()) {
    scored.push(
      await scoreSamples(classifier, dataset.samples, {
        ...options,
        images: dataset.images,
        onProgress: ({ done, of }) => onProgress?.({ done: index * of + done, of: readers.length * of }),
      }),
    );
  }
  const skipped = new Map(scored.flatMap((each) => each.skipped.map((sample) => [sample.id, sample])));
  const ids = scored[0]!.ids.filter((id) => !skipped.has(id));
  const rows = scored.map((each) => {
    const byId = new Map(each.ids.map((id, row) => [id, each.scores[row]!]));
    return ids.map((id) => byId.get(id)!);
  });
  return { ids, scores: ensembleScores(rows), skipped: [...skipped.values()] };
}
