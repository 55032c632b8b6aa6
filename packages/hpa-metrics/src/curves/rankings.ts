import type { CheckedData } from '../data/types.js';
import { type Ranking, rank } from './rank.js';

/** Ranks the samples by the scores of one class. */
export function rankingOfClass(data: CheckedData, { classIndex }: { readonly classIndex: number }): Ranking {
  const { sampleCount, classCount, known } = data;
  if (known !== undefined) {
    return known.ranking(classIndex);
  }
  const scores = new Float64Array(sampleCount);
  const positives = new Uint8Array(sampleCount);
  for (let sample = 0, at = classIndex; sample < sampleCount; sample++, at += classCount) {
    scores[sample] = data.scores[at]!;
    positives[sample] =
      data.task === 'multi-label' ? data.indicators[at]! : data.labels[sample] === classIndex ? 1 : 0;
  }
  return rank({ scores, positives });
}

/** Ranks all pairs of a sample and a class by their scores; of multi-label data. */
export function rankingOfPairs(data: Extract<CheckedData, { task: 'multi-label' }>): Ranking {
  return data.known?.ranking() ?? rank({ scores: data.scores, positives: data.indicators });
}
