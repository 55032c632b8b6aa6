import type { CheckedData, MultiLabelData } from '../data/types.js';
import type { ScoredTruth } from './scored-truth.js';
import { type ThresholdSteps, thresholdSteps } from './threshold-steps.js';

/** Reading one class at a time would fetch each row from memory once per class; copying all classes takes memory. */
const CLASSES_AT_ONCE = 8;

/** The steps of each class against all others, one class after another. */
export function* stepsOfClasses(data: CheckedData): Generator<ThresholdSteps, void, undefined> {
  const { sampleCount, classCount, known } = data;
  if (known !== undefined) {
    for (let index = 0; index < classCount; index++) {
      yield known.steps(index);
    }
    return;
  }
  const scores = new Float64Array(CLASSES_AT_ONCE * sampleCount);
  const positives = new Uint8Array(CLASSES_AT_ONCE * sampleCount);
  for (let first = 0; first < classCount; first += CLASSES_AT_ONCE) {
    const classes = Math.min(CLASSES_AT_ONCE, classCount - first);
    gather(data, { first, classes, to: { scores, positives } });
    for (let from = 0; from < classes * sampleCount; from += sampleCount) {
      yield thresholdSteps({
        scores: scores.subarray(from, from + sampleCount),
        positives: positives.subarray(from, from + sampleCount),
      });
    }
  }
}

/** The steps of all pairs of a sample and a class. */
export function stepsOfPairs(data: MultiLabelData): ThresholdSteps {
  return data.known?.steps() ?? thresholdSteps({ scores: data.scores, positives: data.indicators });
}

/** Writes the scores and the truth of some classes, class by class. */
function gather(
  data: CheckedData,
  { first, classes, to }: { readonly first: number; readonly classes: number; readonly to: ScoredTruth },
): void {
  const { sampleCount, classCount, scores } = data;
  const { scores: toScores, positives } = to;
  const end = classes * sampleCount;
  if (data.task === 'single-label') {
    for (const [sample, label] of data.labels.entries()) {
      for (let index = 0; index < classes; index++) {
        toScores[index * sampleCount + sample] = scores[sample * classCount + first + index]!;
        positives[index * sampleCount + sample] = Number(label === first + index);
      }
    }
    return;
  }
  const { indicators } = data;
  for (let sample = 0, from = first; sample < sampleCount; sample++, from += classCount) {
    for (let place = sample, at = from; place < end; place += sampleCount, at++) {
      toScores[place] = scores[at]!;
      positives[place] = indicators[at]!;
    }
  }
}
