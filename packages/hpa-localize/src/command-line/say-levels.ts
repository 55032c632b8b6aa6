import type { Dataset } from '../dataset/open-dataset.js';
import { levelsInWords } from '../report/words/levels-in-words.js';
import { say } from './say.js';

/** Prints which levels of files become 0 and 255, unless all files have 8 bits and keep theirs. */
export function sayLevels({ levels }: Pick<Dataset, 'levels'>): void {
  if (levels !== undefined && Object.keys({ ...levels.perChannel, ...levels.of8Bits }).length > 0) {
    say(`levels: ${levelsInWords(levels)}`);
  }
}
