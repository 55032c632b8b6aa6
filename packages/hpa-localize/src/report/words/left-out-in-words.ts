import type { Dataset } from '../schema/report-schema.js';
import { formatCount } from './format.js';

/**
 * Says how many rows were left out, and why: `24 of 48 rows left out: 24 with several labels`.
 *
 * @returns undefined if none was.
 */
export function leftOutInWords(
  leftOut: NonNullable<Dataset['leftOut']>,
  {
    rows,
  }: {
    /** How many rows there were, those left out among them; by default it is not said. */
    readonly rows?: number;
  } = {},
): string | undefined {
  const total = leftOut.reduce((sum, each) => sum + each.rows, 0);
  if (total === 0) {
    return undefined;
  }
  const of = rows === undefined ? '' : ` of ${formatCount(rows)}`;
  const reasons = leftOut.map((each) => `${formatCount(each.rows)} ${each.reason}`);
  return `${formatCount(total)}${of} ${(rows ?? total) === 1 ? 'row' : 'rows'} left out: ${reasons.join(', ')}`;
}
