import type { Ranking } from './ranking.js';
import { upperWordsOf } from './upper-words.js';

const GROUP_BITS = 8;

/** Brings scores that are near each other together, in about 2^8 groups, which are in ascending order. */
export function groupByUpperBits({ scores, positives }: Ranking): Ranking {
  const { length } = scores;
  const words = upperWordsOf(scores);
  let lowest = 2 ** 31 - 1;
  let highest = 0;
  for (let at = 1; at < words.length; at += 2) {
    const word = Math.max(0, words[at]!);
    lowest = Math.min(lowest, word);
    highest = Math.max(highest, word);
  }
  const shift = Math.max(0, 32 - Math.clz32(highest - lowest) - GROUP_BITS);
  const starts = new Int32Array(((highest - lowest) >> shift) + 2);
  for (let at = 1; at < words.length; at += 2) {
    const word = words[at]!;
    const group = word <= lowest ? 0 : (word - lowest) >> shift;
    starts[group + 1] = starts[group + 1]! + 1;
  }
  for (let group = 1; group < starts.length; group++) {
    starts[group] = starts[group]! + starts[group - 1]!;
  }
  const toScores = new Float64Array(length);
  const toPositives = new Uint8Array(length);
  for (let at = 0; at < length; at++) {
    const word = words[2 * at + 1]!;
    const group = word <= lowest ? 0 : (word - lowest) >> shift;
    const place = starts[group]!;
    starts[group] = place + 1;
    toScores[place] = scores[at]!;
    toPositives[place] = positives[at]!;
  }
  return { scores: toScores, positives: toPositives };
}
