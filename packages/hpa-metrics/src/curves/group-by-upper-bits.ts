import { upperWordsOf } from './upper-words.js';

/** Words that differ by this much belong to numbers of which one is 256 times the other. */
const RANGE_BITS = 23;
const GROUP_BITS = 8;

/**
 * Brings scores that are near each other together, in 256 groups in ascending order: 32 for each power of two, and those below
 * 1/256 of the highest in one.
 *
 * @param options.to - Where the scores are written: as many as there are.
 */
export function groupByUpperBits(scores: Float64Array, { to }: { readonly to: Float64Array }): void {
  const words = upperWordsOf(scores);
  let highest = 0;
  for (let at = 1; at < words.length; at += 2) {
    highest = Math.max(highest, words[at]!);
  }
  const lowest = Math.max(0, highest - 2 ** RANGE_BITS + 1);
  const shift = RANGE_BITS - GROUP_BITS;
  const starts = new Int32Array(2 ** GROUP_BITS + 1);
  for (let at = 1; at < words.length; at += 2) {
    const word = words[at]!;
    const group = word <= lowest ? 0 : (word - lowest) >> shift;
    starts[group + 1] = starts[group + 1]! + 1;
  }
  for (let group = 1; group < starts.length; group++) {
    starts[group] = starts[group]! + starts[group - 1]!;
  }
  for (let at = 0; at < scores.length; at++) {
    const word = words[2 * at + 1]!;
    const group = word <= lowest ? 0 : (word - lowest) >> shift;
    const place = starts[group]!;
    starts[group] = place + 1;
    to[place] = scores[at]!;
  }
}
