import { predictedClass } from '../counts/predicted-class.js';
import { requireData } from '../data/require-data.js';
import type { CheckedData, ClassificationData, MultiLabelData } from '../data/types.js';

/** The samples whose confidence falls into one interval. */
export interface CalibrationBin {
  readonly count: number;
  readonly accuracy: number | null;
  readonly confidence: number | null;
}

/**
 * Sorts predictions by their probability into bins of equal width: a reliability diagram.
 *
 * Single-label: samples by the probability of their predicted class. Multi-label: all pairs of a sample and a class by
 * their score. Bin k holds probabilities in (k/bins, (k + 1)/bins], and bin 0 also 0. The default is 15 bins, as in Guo et
 * al., arXiv 1706.04599.
 *
 * @returns For each bin the number of predictions, the share that is true (`accuracy`) and their mean probability
 * (`confidence`); both are null for an empty bin.
 * @throws RangeError if there are no samples, labels or scores are not as {@link ClassificationData} requires, or
 * `bins` is not a positive integer.
 *
 * @example
 * import { calibrationBins } from '@hpa/metrics';
 * calibrationBins({ labels: [0], scores: [[0.75, 0.25]] }, { bins: 2 })[1].confidence; // 0.75
 */
export function calibrationBins(
  data: ClassificationData,
  { bins = 15 }: { readonly bins?: number | undefined } = {},
): { readonly count: number; readonly accuracy: number | null; readonly confidence: number | null }[] {
  return calibrationBinsOf(requireData(data), { bins });
}

/**
 * The bins of checked data.
 *
 * @throws RangeError if `bins` is not a positive integer.
 */
export function calibrationBinsOf(data: CheckedData, { bins }: { readonly bins: number }): CalibrationBin[] {
  const sums = new BinSums(bins);
  const { scores, classCount } = data;
  if (data.task === 'multi-label') {
    for (const [at, score] of scores.entries()) {
      sums.add(score, { hit: data.indicators[at]! });
    }
  } else {
    for (const [sample, label] of data.labels.entries()) {
      const predicted = predictedClass(scores, { classCount, sample });
      sums.add(scores[sample * classCount + predicted]!, { hit: predicted === label ? 1 : 0 });
    }
  }
  return sums.bins();
}

/**
 * The bins of the scores of one class, with the share of samples that hold it as accuracy.
 *
 * @throws RangeError if `bins` is not a positive integer.
 */
export function calibrationBinsOfClass(
  { indicators, scores, classCount }: MultiLabelData,
  { bins, classIndex }: { readonly bins: number; readonly classIndex: number },
): CalibrationBin[] {
  const sums = new BinSums(bins);
  for (let at = classIndex; at < scores.length; at += classCount) {
    sums.add(scores[at]!, { hit: indicators[at]! });
  }
  return sums.bins();
}

class BinSums {
  readonly #sums: { count: number; hits: number; confidence: number }[];

  constructor(bins: number) {
    if (!Number.isInteger(bins) || bins < 1) {
      throw new RangeError(`bins must be a positive integer; received ${bins}`);
    }
    this.#sums = Array.from({ length: bins }, () => ({ count: 0, hits: 0, confidence: 0 }));
  }

  add(confidence: number, { hit }: { readonly hit: number }): void {
    const bin = this.#sums[binIndex(confidence, { bins: this.#sums.length })]!;
    bin.count += 1;
    bin.hits += hit;
    bin.confidence += confidence;
  }

  bins(): CalibrationBin[] {
    return this.#sums.map(({ count, hits, confidence }) => ({
      count,
      accuracy: count === 0 ? null : hits / count,
      confidence: count === 0 ? null : confidence / count,
    }));
  }
}

function binIndex(confidence: number, { bins }: { bins: number }): number {
  const bin = Math.max(Math.min(Math.ceil(confidence * bins), bins), 1) - 1;
  // The product can round up past the closed upper end of a bin: 0.14 * 50 is 7.000000000000001.
  return bin > 0 && confidence <= bin / bins ? bin - 1 : bin;
}
