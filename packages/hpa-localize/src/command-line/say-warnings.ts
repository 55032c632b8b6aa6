import type { Dataset } from '../dataset/open-dataset.js';
import { leftOutInWords } from '../report/words/left-out-in-words.js';
import { complain } from './say.js';

/** Prints the warnings of a dataset and what it leaves out, one line each that begins with `warning:`, on stderr. */
export function sayWarnings({
  warnings,
  leftOut,
  rows,
}: Pick<Dataset, 'warnings' | 'leftOut'> & {
  /** How many rows there were, those left out among them. */
  readonly rows?: number;
}): void {
  const left = leftOutInWords(leftOut, rows === undefined ? {} : { rows });
  for (const line of [...warnings, ...(left === undefined ? [] : [left])]) {
    complain(`warning: ${line}`);
  }
}
