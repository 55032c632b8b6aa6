import { requireData } from '../data/require-data.js';
import type { ClassificationData } from '../data/types.js';
import { countSamples } from './count-samples.js';
import type { Counts } from './counts.js';

/**
 * Checks data and counts its samples.
 *
 * @throws RangeError if {@link requireData} refuses the data.
 */
export function countsOf(data: ClassificationData): Counts {
  return countSamples(requireData(data));
}
