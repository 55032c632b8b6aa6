import { groupByHpaName, parseHpaName, type Sample } from '@hpa/data';
import type { LayoutDataset } from '@hpa/data/node';

/**
 * What a split must keep together: what groups.csv says, else, for files of the HPA site, cells of one antibody where
 * every name has one, or of one well.
 */
export function groupedByName({
  layout,
  samples,
}: Pick<LayoutDataset, 'layout' | 'samples'>): readonly Sample[] {
  if (layout !== 'hpa-files' || samples.some(({ group }) => group !== undefined)) {
    return samples;
  }
  const named = samples.every(({ id }) => parseHpaName(id)?.antibody !== undefined);
  return groupByHpaName(samples, { by: named ? 'antibody' : 'well' });
}
