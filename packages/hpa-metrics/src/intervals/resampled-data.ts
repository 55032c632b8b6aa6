import { markResample } from '../data/checked-resample.js';
import type { CheckedData, ClassificationData, KnownOfSamples } from '../data/types.js';
import { lazily } from './lazily.js';
import { countSteps, findStepCells, type StepCells } from './step-cells.js';
import { countUnits, sumUnits } from './unit-counts.js';

/**
 * Prepares data for many resamples, so that metrics of a resample cost little.
 *
 * A resample looks like any other data, and any function can be given it. But what functions of this package compute from
 * data is known of it beforehand: its counts are the sums of those of its units, its samples fall on the same steps of a
 * falling threshold as in the whole data, and nothing has to be checked again. What a function does not ask for is not computed.
 *
 * @param options.checked - The data as `requireData` returned them.
 * @param options.units - Lists of sample indices that are drawn together.
 * @returns The resample of drawn units.
 */
export function resampler(
  data: ClassificationData,
  { checked, units }: { readonly checked: CheckedData; readonly units: readonly (readonly number[])[] },
): (drawn: Int32Array) => ClassificationData {
  const unitCounts = lazily(() => countUnits(checked, { units }));
  const stepCells = new Map<number | undefined, StepCells>();
  const cellsOf = (classIndex: number | undefined) => {
    const cells = stepCells.get(classIndex) ?? findStepCells(checked, { classIndex });
    stepCells.set(classIndex, cells);
    return cells;
  };
  return (drawn) => {
    const samples = lazily(() => samplesOf(drawn, { units }));
    const times = lazily(() => countTimes(samples(), { sampleCount: checked.sampleCount }));
    const known: KnownOfSamples = {
      counts: lazily(() => sumUnits(unitCounts(), drawn)),
      steps: (classIndex) => countSteps(cellsOf(classIndex), times()),
    };
    return markResample(resampledData(data, samples), gather(checked, { samples, known }));
  };
}

function samplesOf(
  drawn: Int32Array,
  { units }: { readonly units: readonly (readonly number[])[] },
): Int32Array {
  let length = 0;
  for (const unit of drawn) {
    length += units[unit]!.length;
  }
  const samples = new Int32Array(length);
  let at = 0;
  for (const unit of drawn) {
    for (const sample of units[unit]!) {
      samples[at++] = sample;
    }
  }
  return samples;
}

function countTimes(samples: Int32Array, { sampleCount }: { readonly sampleCount: number }): Int32Array {
  const times = new Int32Array(sampleCount);
  for (const sample of samples) {
    times[sample] = times[sample]! + 1;
  }
  return times;
}

/** The rows of the samples drawn, in the form of the data, listed when they are asked for. */
function resampledData(data: ClassificationData, samples: () => Int32Array): ClassificationData {
  const drawnOf = <Row>(rows: readonly Row[]) =>
    lazily(() => Array.from(samples(), (sample) => rows[sample]!));
  const scores = drawnOf(data.scores);
  if (data.task !== 'multi-label') {
    const labels = drawnOf(data.labels);
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
    const labels = drawnOf(data.labels);
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
  const indicators = drawnOf(data.indicators);
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
  { samples, known }: { readonly samples: () => Int32Array; readonly known: KnownOfSamples },
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
      get sampleCount() {
        return samples().length;
      },
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
    get sampleCount() {
      return samples().length;
    },
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
