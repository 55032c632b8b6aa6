import { addSample } from '../counts/count-samples.js';
import { type Counts, countsLength } from '../counts/counts.js';
import { predictedClass } from '../counts/predicted-class.js';
import type { CheckedData } from '../data/types.js';

/**
 * The counts of units of samples, without their zeros: a unit has few of the many counts.
 *
 * The counts of unit u are `values[at]` at `places[at]`, for `at` from `starts[u]` to `starts[u + 1]`.
 */
export interface UnitCounts extends Pick<Counts, 'task' | 'classCount'> {
  readonly starts: Int32Array;
  readonly places: Int32Array;
  readonly values: Float64Array;
}

/**
 * Counts checked data unit by unit.
 *
 * @param options.units - Lists of sample indices.
 */
export function countUnits(
  data: CheckedData,
  { units }: { readonly units: readonly (readonly number[])[] },
): UnitCounts {
  const { task, classCount } = data;
  const starts = new Int32Array(units.length + 1);
  const places: number[] = [];
  const values: number[] = [];
  const counted = new Float64Array(countsLength(data));
  for (const [unit, samples] of units.entries()) {
    for (const place of countUnit(data, { samples, counted })) {
      if (counted[place]! > 0) {
        places.push(place);
        values.push(counted[place]!);
        counted[place] = 0;
      }
    }
    starts[unit + 1] = places.length;
  }
  return { task, classCount, starts, places: Int32Array.from(places), values: Float64Array.from(values) };
}

/** Adds the samples to counts that are 0, and lists the places that may have changed. */
function countUnit(
  data: CheckedData,
  { samples, counted }: { readonly samples: readonly number[]; readonly counted: Float64Array },
): Iterable<number> {
  for (const sample of samples) {
    addSample(counted, { data, sample });
  }
  // A confusion matrix has as many places as pairs of classes, of which a sample changes one.
  const { task, classCount, scores } = data;
  return task === 'multi-label'
    ? counted.keys()
    : samples.map(
        (sample) => data.labels[sample]! * classCount + predictedClass(scores, { classCount, sample }),
      );
}

/** The values of the counts of all units but one. */
export function countsWithout(
  { starts, places, values }: UnitCounts,
  { all, unit }: { readonly all: Float64Array; readonly unit: number },
): Float64Array {
  const rest = all.slice();
  const end = starts[unit + 1]!;
  for (let at = starts[unit]!; at < end; at++) {
    rest[places[at]!] = rest[places[at]!]! - values[at]!;
  }
  return rest;
}
