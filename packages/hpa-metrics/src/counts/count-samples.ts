import type { CheckedData } from '../data/types.js';
import { type Counts, countsLength, multiLabelParts } from './counts.js';
import { predictedClass } from './predicted-class.js';

/** Counts every sample of checked data. */
export function countSamples(data: CheckedData): Counts {
  const { task, classCount, known } = data;
  return { task, classCount, values: known?.counts() ?? countEach(data) };
}

function countEach(data: CheckedData): Float64Array {
  const values = new Float64Array(countsLength(data));
  for (let sample = 0; sample < data.sampleCount; sample++) {
    addSample(values, { data, sample });
  }
  return values;
}

/** Adds one sample of checked data to the values of counts. */
export function addSample(
  values: Float64Array,
  { data, sample }: { readonly data: CheckedData; readonly sample: number },
): void {
  const { classCount, scores } = data;
  if (data.task === 'single-label') {
    const predicted = predictedClass(scores, { classCount, sample });
    const at = data.labels[sample]! * classCount + predicted;
    values[at] = values[at]! + 1;
    return;
  }
  const { indicators, thresholds } = data;
  const from = sample * classCount;
  let wrong = 0;
  for (let index = 0; index < classCount; index++) {
    const truth = indicators[from + index]!;
    const claimed = scores[from + index]! >= thresholds[index]! ? 1 : 0;
    values[index] = values[index]! + (truth & claimed);
    values[classCount + index] = values[classCount + index]! + claimed;
    values[2 * classCount + index] = values[2 * classCount + index]! + truth;
    wrong |= truth ^ claimed;
  }
  const { samples, exact } = multiLabelParts(classCount);
  values[samples] = values[samples]! + 1;
  values[exact] = values[exact]! + (1 - wrong);
}
