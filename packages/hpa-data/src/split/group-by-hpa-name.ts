import type { Sample } from '../sample.js';
import { parseHpaName } from './parse-hpa-name.js';

/**
 * Groups samples by their ids {antibody}_{plate}_{well}_{field}, so that no antibody, or no well, crosses splits.
 *
 * @returns New samples with `group`, in the same order.
 * @throws RangeError if an id has another form, or lacks the antibody to group by.
 * @example
 * import { groupByHpaName } from '@hpa/data';
 * const channels = { microtubules: 'red.png', protein: 'green.png', nucleus: 'blue.png' };
 * const samples = [{ id: '30741_800_A6_1', labels: [], channels }];
 * groupByHpaName(samples, { by: 'well' })[0].group; // "800_A6"
 */
export function groupByHpaName(
  samples: readonly Sample[],
  {
    by,
  }: {
    /** What a split keeps together: the images of one antibody, or of one well of a plate. */
    readonly by: 'antibody' | 'well';
  },
): Sample[] {
  return samples.map((sample) => {
    const name = parseHpaName(sample.id);
    const group = by === 'antibody' ? name?.antibody : name && `${name.plate}_${name.well}`;
    if (group === undefined) {
      throw new RangeError(
        `sample id must be ${by === 'antibody' ? '{antibody}_' : ''}{plate}_{well}_{field} to group by ${by}; received ${sample.id}`,
      );
    }
    return { ...sample, group };
  });
}
