import type { CheckedData } from '../data/types.js';
import { predictedClass } from './predicted-class.js';
import { ratio } from './ratio.js';

/** Means over samples of how well the predicted classes of each match its true ones; 0/0 counts as 0. */
export interface SampleMeans {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly jaccard: number;
}

/** Compares the predicted classes of each sample with its true ones. */
export function sampleMeans(data: CheckedData): SampleMeans {
  const { sampleCount, classCount, scores } = data;
  if (data.task === 'single-label') {
    let right = 0;
    for (const [sample, label] of data.labels.entries()) {
      right += predictedClass(scores, { classCount, sample }) === label ? 1 : 0;
    }
    const share = right / sampleCount;
    return { precision: share, recall: share, f1: share, jaccard: share };
  }
  const { indicators, thresholds } = data;
  let precision = 0;
  let recall = 0;
  let f1 = 0;
  let jaccard = 0;
  for (let sample = 0, at = 0; sample < sampleCount; sample++) {
    let hits = 0;
    let predicted = 0;
    let support = 0;
    for (let index = 0; index < classCount; index++, at++) {
      const truth = indicators[at]!;
      const claimed = scores[at]! >= thresholds[index]! ? 1 : 0;
      hits += truth & claimed;
      predicted += claimed;
      support += truth;
    }
    precision += ratio(hits, { of: predicted });
    recall += ratio(hits, { of: support });
    f1 += ratio(2 * hits, { of: predicted + support });
    jaccard += ratio(hits, { of: predicted + support - hits });
  }
  return {
    precision: precision / sampleCount,
    recall: recall / sampleCount,
    f1: f1 / sampleCount,
    jaccard: jaccard / sampleCount,
  };
}
