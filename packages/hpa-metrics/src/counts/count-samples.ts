import type { CheckedData, MultiLabelData } from '../data/types.js';
import { type Counts, countsLength, multiLabelParts } from './counts.js';
import { predictedClass } from './predicted-class.js';

/** Counts every sample of checked data. */
export function countSamples(data: CheckedData): Counts {
  const { task, classCount, known } = data;
  return { task, classCount, values: known?.counts() ?? countEach(data) };
}

function countEach(data: CheckedData): Float64Array {
  if (data.task === 'multi-label') {
    return countMultiLabel(data);
  }
  const values = new Float64Array(countsLength(data));
  for (let sample = 0; sample < data.sampleCount; sample++) {
    addSample(values, { data, sample });
  }
  return values;
}

/** What adding each sample gives, in a loop without branches. */
function countMultiLabel({
  sampleCount,
  classCount,
  indicators,
  scores,
  thresholds,
}: MultiLabelData): Float64Array {
  // By class: samples that neither hold it nor are predicted to, those only predicted to, those that only hold it, and both.
  const cases = new Int32Array(4 * classCount);
  let exact = 0;
  for (let sample = 0, at = 0; sample < sampleCount; sample++) {
    let wrong = 0;
    for (let index = 0; index < classCount; index++, at++) {
      // A comparison becomes a number without a jump that the processor would have to foresee.
      const claimed = Number(scores[at]! >= thresholds[index]!);
      const truth = indicators[at]!;
      const place = 4 * index + 2 * truth + claimed;
      cases[place] = cases[place]! + 1;
      wrong |= truth ^ claimed;
    }
    exact += 1 - wrong;
  }
  const values = new Float64Array(countsLength({ task: 'multi-label', classCount }));
  const parts = multiLabelParts(classCount);
  for (let index = 0; index < classCount; index++) {
    const [, wrong, missed, hits] = cases.subarray(4 * index, 4 * index + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    values[parts.hits + index] = hits;
    values[parts.predicted + index] = hits + wrong;
    values[parts.support + index] = hits + missed;
  }
  values[parts.samples] = sampleCount;
  values[parts.exact] = exact;
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
