import { countSamples } from '../counts/count-samples.js';
import { markResample } from '../data/checked-resample.js';
import type { CheckedData, ClassificationData, KnownOfSamples } from '../data/types.js';
import { lazily } from './lazily.js';
import { countCells, findStepCells, type StepCells, stepsWithout } from './step-cells.js';
import { countsWithout, countUnits } from './unit-counts.js';

/**
 * Prepares data for leaving out one unit after another, so that metrics of the rest cost little.
 *
 * The rest looks like any other data, and any function can be given it. But what functions of this package compute from
 * data is known of it beforehand: its counts are those of all samples less those of the unit, its samples fall on the same steps
 * of a falling threshold as in the whole data, and nothing has to be checked again. What a function does not ask for is not
 * computed.
 *
 * @param options.checked - The data as `requireData` returned them.
 * @param options.units - Lists of sample indices that are left out together; each sample is in one.
 * @returns The data without a unit, by its index.
 */
export function leaveOut(
  data: ClassificationData,
  { checked, units }: { readonly checked: CheckedData; readonly units: readonly (readonly number[])[] },
): (unit: number) => ClassificationData {
  const { sampleCount } = checked;
  const counts = lazily(() => ({
    ofUnits: countUnits(checked, { units }),
    all: countSamples(checked).values,
  }));
  const known = new Map<number | undefined, { cells: StepCells; all: Int32Array }>();
  const stepsOf = (classIndex: number | undefined) => {
    const steps = known.get(classIndex) ?? countedCells(checked, { classIndex });
    known.set(classIndex, steps);
    return steps;
  };
  return (unit) => {
    const left = units[unit]!;
    const samples = lazily(() => otherSamples(left, { sampleCount }));
    return markResample(
      resampledData(data, samples),
      gather(checked, {
        samples,
        sampleCount: sampleCount - left.length,
        known: {
          counts: lazily(() => countsWithout(counts().ofUnits, { all: counts().all, unit })),
          steps: (classIndex) => {
            const { cells, all } = stepsOf(classIndex);
            return stepsWithout(cells, { all, samples: left, sampleCount });
          },
        },
      }),
    );
  };
}

function countedCells(
  checked: CheckedData,
  { classIndex }: { readonly classIndex: number | undefined },
): { cells: StepCells; all: Int32Array } {
  const cells = findStepCells(checked, { classIndex });
  return { cells, all: countCells(cells) };
}

/** The samples that are not among some, in ascending order. */
function otherSamples(
  some: readonly number[],
  { sampleCount }: { readonly sampleCount: number },
): Int32Array {
  const left = new Set(some);
  const samples = new Int32Array(sampleCount - left.size);
  for (let sample = 0, at = 0; sample < sampleCount; sample++) {
    if (!left.has(sample)) {
      samples[at++] = sample;
    }
  }
  return samples;
}

/** The rows of samples, in the form of the data, listed when they are asked for. */
function resampledData(data: ClassificationData, samples: () => Int32Array): ClassificationData {
  const rowsOf = <Row>(rows: readonly Row[]) =>
    lazily(() => Array.from(samples(), (sample) => rows[sample]!));
  const scores = rowsOf(data.scores);
  if (data.task !== 'multi-label') {
    const labels = rowsOf(data.labels);
    return {
      task: 'single-label',
      get labels() {
        return labels();
      },
      get scores() {
        return scores();
      },
    };
  }
  const { thresholds } = data;
  if (data.labels !== undefined) {
    const labels = rowsOf(data.labels);
    return {
      task: 'multi-label',
      thresholds,
      get labels() {
        return labels();
      },
      get scores() {
        return scores();
      },
    };
  }
  const indicators = rowsOf(data.indicators);
  return {
    task: 'multi-label',
    thresholds,
    get indicators() {
      return indicators();
    },
    get scores() {
      return scores();
    },
  };
}

/** The rows of samples of checked data, which need no check, copied when they are asked for. */
function gather(
  data: CheckedData,
  {
    samples,
    sampleCount,
    known,
  }: {
    readonly samples: () => Int32Array;
    readonly sampleCount: number;
    readonly known: KnownOfSamples;
  },
): CheckedData {
  const { classCount } = data;
  const scores = lazily(() => {
    const to = new Float64Array(samples().length * classCount);
    return copyRows(data.scores, { to, samples: samples(), classCount });
  });
  if (data.task === 'single-label') {
    const labels = lazily(() => samples().map((sample) => data.labels[sample]!));
    return {
      task: 'single-label',
      classCount,
      known,
      sampleCount,
      get labels() {
        return labels();
      },
      get scores() {
        return scores();
      },
    };
  }
  const indicators = lazily(() => {
    const to = new Uint8Array(samples().length * classCount);
    return copyRows(data.indicators, { to, samples: samples(), classCount });
  });
  return {
    task: 'multi-label',
    classCount,
    known,
    thresholds: data.thresholds,
    sampleCount,
    get indicators() {
      return indicators();
    },
    get scores() {
      return scores();
    },
  };
}

/** Copies the rows of samples, one after another. */
function copyRows<Values extends Float64Array | Uint8Array>(
  from: Values,
  {
    to,
    samples,
    classCount,
  }: { readonly to: Values; readonly samples: Int32Array; readonly classCount: number },
): Values {
  for (const [at, sample] of samples.entries()) {
    to.set(from.subarray(sample * classCount, (sample + 1) * classCount), at * classCount);
  }
  return to;
}
