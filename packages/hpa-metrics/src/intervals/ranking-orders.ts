import type { Ranking } from '../curves/ranking.js';
import type { CheckedData } from '../data/types.js';

/** Scores from the highest to the lowest, with the truth and the sample of each. */
export interface RankingOrder extends Ranking {
  readonly samples: Int32Array;
}

/** Orders the samples by the scores of one class; or, without one, all pairs of a sample and a class. */
export function orderScores(
  data: CheckedData,
  { classIndex }: { readonly classIndex: number | undefined },
): RankingOrder {
  const { sampleCount, classCount } = data;
  const step = classIndex === undefined ? 1 : classCount;
  const first = classIndex ?? 0;
  const places = Int32Array.from(
    { length: (sampleCount * classCount) / step },
    (_, place) => first + place * step,
  );
  places.sort((one, other) => data.scores[other]! - data.scores[one]!);
  const holds = (place: number) =>
    data.task === 'multi-label'
      ? data.indicators[place]!
      : Number(data.labels[Math.floor(place / classCount)] === place % classCount);
  return {
    scores: Float64Array.from(places, (place) => data.scores[place]!),
    positives: Uint8Array.from(places, holds),
    samples: places.map((place) => Math.floor(place / classCount)),
  };
}

/**
 * The ranking of a resample: every sample of the order as often as it was drawn, without sorting again.
 *
 * @param options.times - How often each sample was drawn.
 * @param options.length - The length of the ranking.
 */
export function repeatDrawn(
  { scores, positives, samples }: RankingOrder,
  { times, length }: { readonly times: Int32Array; readonly length: number },
): Ranking {
  const drawn = { scores: new Float64Array(length), positives: new Uint8Array(length) };
  let to = 0;
  for (let at = 0; at < samples.length; at++) {
    for (let left = times[samples[at]!]!; left > 0; left--) {
      drawn.scores[to] = scores[at]!;
      drawn.positives[to] = positives[at]!;
      to += 1;
    }
  }
  return drawn;
}
