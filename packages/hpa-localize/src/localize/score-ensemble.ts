import { ensembleScores } from '@hpa/metrics';
import type { Dataset } from '../dataset/open-dataset.js';
import type { TrainingRecord } from '../knowledge/training-record.js';
import type { ScoringModel } from './load-ensemble.js';
import { type SampleScores, type ScoreSamplesOptions, scoreSamples } from './score-samples.js';

/** A model, and the images as it reads them. */
interface Reader {
  readonly classifier: ScoringModel;
  readonly dataset: Pick<Dataset, 'samples' | 'images'>;
  /** What it knows of its training cells, if anything. */
  readonly record: Pick<TrainingRecord, 'familiarity'> | null;
}

/**
 * Scores samples by each model of an ensemble, and averages their probabilities, each calibrated as its card says. A sample that one
 * of them cannot read is skipped. How unlike their training cells a sample is they say in the mean, if each of them knows it.
 */
export async function scoreEnsemble(
  readers: readonly Reader[],
  { onProgress, ...options }: Omit<ScoreSamplesOptions, 'images' | 'familiarity'>,
): Promise<SampleScores> {
  const scored: SampleScores[] = [];
  const isKnown = readers.every(({ record }) => record?.familiarity);
  for (const [index, { classifier, dataset, record }] of readers.entries()) {
    scored.push(
      await scoreSamples(classifier, dataset.samples, {
        ...options,
        images: dataset.images,
        familiarity: isKnown ? record?.familiarity : undefined,
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
  const unlikeById = scored.map((each) => new Map(each.ids.map((id, row) => [id, each.unlike?.[row] ?? 0])));
  const meanUnlike = (id: string) =>
    unlikeById.reduce((sum, values) => sum + values.get(id)!, 0) / unlikeById.length;
  return {
    ids,
    scores: ensembleScores(rows),
    ...(isKnown && { unlike: ids.map(meanUnlike) }),
    skipped: [...skipped.values()],
  };
}
