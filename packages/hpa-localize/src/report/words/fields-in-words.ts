import type { Dataset } from '../schema/report-schema.js';
import { formatCount, formatQuantity } from './format.js';

/**
 * Says of how many fields the cells are: `12 fields with masks: 230 cells, 31 at the border left out`, or `12 fields, 4 of them without
 * masks: ...`, whose cells were found.
 */
export function fieldsInWords({
  count,
  cells,
  segmented = 0,
  atBorder = 0,
}: NonNullable<Dataset['fields']>): string {
  const found = ', their cells found by their nuclei, approximately';
  const fields = formatQuantity(count, 'field');
  const masks =
    segmented === 0
      ? `${fields} with masks`
      : segmented === count
        ? `${fields} without masks${found}`
        : `${fields}, ${formatCount(segmented)} of them without masks${found}`;
  const border = atBorder === 0 ? '' : `, ${formatCount(atBorder)} at the border left out`;
  return `${masks}: ${formatQuantity(cells, 'cell')}${border}`;
}
