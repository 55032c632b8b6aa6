import type { ThresholdSteps } from '../curves/threshold-steps.js';
import type { CheckedData } from '../data/types.js';

/**
 * Where samples count among the steps of a falling threshold.
 *
 * The steps are those of all samples. Without some of them there are no others, because there are no other scores.
 */
export interface StepCells {
  readonly stepCount: number;
  /** For each sample, or pair of a sample and a class, its step if positive, and its step + `stepCount` if negative. */
  readonly cells: Int32Array;
}

/** Finds the steps of the scores of one class; or, without one, of all pairs of a sample and a class. */
export function findStepCells(
  data: CheckedData,
  { classIndex }: { readonly classIndex: number | undefined },
): StepCells {
  const { sampleCount, classCount, scores } = data;
  const step = classIndex === undefined ? 1 : classCount;
  const first = classIndex ?? 0;
  const holds = (at: number) =>
    data.task === 'multi-label'
      ? data.indicators[at] === 1
      : data.labels[Math.floor(at / classCount)] === at % classCount;
  const positives: number[] = [];
  for (let at = first; at < scores.length; at += step) {
    if (holds(at)) {
      positives.push(scores[at]!);
    }
  }
  const distinct = Float64Array.from(new Set(positives)).sort();
  // From the highest: above the first score of a positive, at it, between it and the second, at the second, and so on.
  const stepCount = 2 * distinct.length + 1;
  const cells = new Int32Array((sampleCount * classCount) / step);
  for (let at = first, place = 0; at < scores.length; at += step, place++) {
    const below = countBelow(distinct, scores[at]!);
    const equal = Number(distinct[below] === scores[at]);
    cells[place] = stepCount - 1 - (2 * below + equal) + (holds(at) ? 0 : stepCount);
  }
  return { stepCount, cells };
}

/** How many of ascending values are below a score. */
function countBelow(values: Float64Array, score: number): number {
  let from = 0;
  let to = values.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (values[middle]! < score) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from;
}

/** How many samples, or pairs of a sample and a class, are at each place of {@link StepCells}. */
export function countCells({ stepCount, cells }: StepCells): Int32Array {
  const counts = new Int32Array(2 * stepCount);
  for (const cell of cells) {
    counts[cell] = counts[cell]! + 1;
  }
  return counts;
}

/** The steps of all samples but some. */
export function stepsWithout(
  { stepCount, cells }: StepCells,
  {
    all,
    samples,
    sampleCount,
  }: { readonly all: Int32Array; readonly samples: readonly number[]; readonly sampleCount: number },
): ThresholdSteps {
  const counts = all.slice();
  const cellsPerSample = cells.length / sampleCount;
  for (const sample of samples) {
    for (let at = sample * cellsPerSample; at < (sample + 1) * cellsPerSample; at++) {
      const cell = cells[at]!;
      counts[cell] = counts[cell]! - 1;
    }
  }
  return { hits: counts.subarray(0, stepCount), misses: counts.subarray(stepCount) };
}
