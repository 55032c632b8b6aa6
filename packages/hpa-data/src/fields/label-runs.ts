import type { Sample } from '../sample.js';
import type { LabelMask } from './label-mask.js';

/** The pixels of a label in a box, as `runs` of a sample has them. */
export function labelRuns(
  { width, data }: LabelMask,
  { label, box: [top, left, bottom, right] }: Pick<NonNullable<Sample['cell']>, 'label' | 'box'>,
): number[] {
  const runs: number[] = [];
  for (let row = top; row < bottom; row++) {
    let first = -1;
    for (let column = left; column <= right; column++) {
      const own = column < right && data[row * width + column] === label;
      if (own && first < 0) {
        first = column;
      } else if (!own && first >= 0) {
        runs.push(row, first, column);
        first = -1;
      }
    }
  }
  return runs;
}
