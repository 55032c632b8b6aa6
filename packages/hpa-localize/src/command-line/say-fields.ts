import type { Dataset } from '../dataset/open-dataset.js';
import { fieldsInWords } from '../report/words/fields-in-words.js';
import { say } from './say.js';

/** Says of how many fields the cells of a dataset are; nothing of whole images. */
export function sayFields({ fields }: Pick<Dataset, 'fields'>): void {
  if (fields !== undefined) {
    say(fieldsInWords(fields));
  }
}
