import type { Sample } from '../sample.js';
import { parseHpaName } from './hpa-name.js';

/** Options of {@link groupByHpaName}. */
export interface GroupByHpaNameOptions {
  /** What a split must keep together: pictures of one antibody, or of one well of a plate. */
  readonly by: 'antibody' | 'well';
}

/**
 * Groups samples by what their ids {antibody}_{plate}_{well}_{field} say, so that no antibody, or no well, is on two
 * sides of a split.
 *
 * @returns New samples with `group`, in their order.
 * @throws RangeError where an id is of another kind, or has no antibody to group by.
 */
export function groupByHpaName(samples: readonly Sample[], { by }: GroupByHpaNameOptions): Sample[] {
  return samples.map((sample) => {
    const name = parseHpaName(sample.id);
    const group = by === 'antibody' ? name?.antibody : name && `${name.plate}_${name.well}`;
    if (group === undefined) {
      throw new RangeError(
        `sample ${sample.id}: expected an id ${by === 'antibody' ? '{antibody}_' : ''}{plate}_{well}_{field} to group by ${by}`,
      );
    }
    return { ...sample, group };
  });
}
