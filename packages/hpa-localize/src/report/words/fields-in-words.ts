import type { Dataset } from '../schema/report-schema.js';
import { formatCount, formatQuantity } from './format.js';

/** Says of how many fields the cells are: `12 fields with masks: 230 cells, 31 at the border left out`. */
export function fieldsInWords({ count, cells, atBorder = 0 }: NonNullable<Dataset['fields']>): string {
  const border = atBorder === 0 ? '' : `, ${formatCount(atBorder)} at the border left out`;
  return `${formatQuantity(count, 'field')} with masks: ${formatQuantity(cells, 'cell')}${border}`;
}
