import { groupByUpperBits } from './group-by-upper-bits.js';
import type { ScoredTruth } from './scored-truth.js';
import { upperWordsOf } from './upper-words.js';

/**
 * What a threshold gains as it falls from the highest score to the lowest: at each step so many positives and negatives.
 *
 * Equal scores are one step. Negatives between two scores of positives are one step too, because no metric depends on their
 * order.
 */
export interface ThresholdSteps {
  readonly hits: Int32Array;
  readonly misses: Int32Array;
}

/** The tables of more positives than this do not fit into a core's cache: looking up near scores one after another is faster. */
const MAXIMUM_UNGROUPED = 2 ** 16;

/** How many scores are looked up at a time, so that memory for them stays small. */
const SCORES_AT_ONCE = 2 ** 16;

/** Scores of a bucket up to which looking at one after another is faster than halving. */
const MAXIMUM_IN_SEQUENCE = 8;

/**
 * The steps of finite scores in any order, with 1 for each positive and 0 for each negative.
 *
 * Sorts the scores of the positives, of which there are few in most classes, and looks up for each negative between which of
 * them it is.
 */
export function thresholdSteps({ scores, positives }: ScoredTruth): ThresholdSteps {
  const { values, counts } = distinctPositives({ scores, positives });
  const { length } = values;
  // From the lowest: below the first score of a positive, at it, between it and the second, at the second, and so on.
  const hits = new Int32Array(2 * length + 1);
  const misses = new Int32Array(2 * length + 1);
  for (let index = 0; index < length; index++) {
    hits[2 * index + 1] = counts[index]!;
  }
  const buckets = bucketsOf(values);
  const block = new Float64Array(Math.min(scores.length, SCORES_AT_ONCE) + 1);
  const grouped = length > MAXIMUM_UNGROUPED ? new Float64Array(block.length) : undefined;
  for (let from = 0; from < scores.length; from += SCORES_AT_ONCE) {
    const to = Math.min(from + SCORES_AT_ONCE, scores.length);
    const picked = block.subarray(0, pick(block, { scores, positives, truth: 0, from, to }));
    if (grouped !== undefined) {
      groupByUpperBits(picked, { to: grouped });
    }
    const near = grouped === undefined ? picked : grouped.subarray(0, picked.length);
    countBetween(near, { values, buckets, counts: misses });
  }
  return { hits: hits.reverse(), misses: misses.reverse() };
}

/** Copies the scores of positives or of negatives, and returns how many there are; it overwrites the place after them. */
function pick(
  picked: Float64Array,
  {
    scores,
    positives,
    truth,
    from,
    to,
  }: ScoredTruth & { readonly truth: 0 | 1; readonly from: number; readonly to: number },
): number {
  // Without branches, which the processor could not foresee.
  let count = 0;
  for (let at = from; at < to; at++) {
    picked[count] = scores[at]!;
    count += 1 - (positives[at]! ^ truth);
  }
  return count;
}

/** Counts scores between values in ascending order: `counts[2 k]` for those below value k, `counts[2 k + 1]` for those at it. */
function countBetween(
  scores: Float64Array,
  {
    values,
    buckets: { starts, lowestWord, shift },
    counts,
  }: { readonly values: Float64Array; readonly buckets: Buckets; readonly counts: Int32Array },
): void {
  const words = upperWordsOf(scores);
  const last = starts.length - 2;
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at]!;
    const word = words[2 * at + 1]!;
    const bucket = word <= lowestWord ? 0 : Math.min((word - lowestWord) >> shift, last);
    let from = starts[bucket]!;
    let to = starts[bucket + 1]!;
    while (to - from > MAXIMUM_IN_SEQUENCE) {
      const middle = (from + to) >>> 1;
      if (values[middle]! < score) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    while (from < to && values[from]! < score) {
      from++;
    }
    const step = 2 * from + Number(from < values.length && values[from] === score);
    counts[step] = counts[step]! + 1;
  }
}

/** The scores of positives in ascending order, each once, and how many positives have it. */
function distinctPositives({ scores, positives }: ScoredTruth): {
  readonly values: Float64Array;
  readonly counts: Int32Array;
} {
  let length = 0;
  for (let at = 0; at < positives.length; at++) {
    length += positives[at]!;
  }
  const picked = new Float64Array(length + 1);
  pick(picked, { scores, positives, truth: 1, from: 0, to: scores.length });
  const ascending = picked.subarray(0, length);
  ascending.sort();
  const counts = new Int32Array(length);
  let last = -1;
  for (const score of ascending) {
    // 0 equals -0.
    if (last < 0 || ascending[last] !== score) {
      ascending[++last] = score;
    }
    counts[last] = counts[last]! + 1;
  }
  return { values: ascending.subarray(0, last + 1), counts: counts.subarray(0, last + 1) };
}

/** Where scores in ascending order begin that share the upper bits of a double: about two buckets per score. */
interface Buckets {
  /** The first score of each bucket, and the number of scores at the end. */
  readonly starts: Int32Array;
  readonly lowestWord: number;
  readonly shift: number;
}

function bucketsOf(values: Float64Array): Buckets {
  const words = upperWordsOf(values);
  // Negative numbers have negative words; all of them are in the first bucket.
  const lowestWord = Math.max(0, words[1] ?? 0);
  const highestWord = Math.max(0, words.at(-1) ?? 0);
  const rangeBits = 32 - Math.clz32(highestWord - lowestWord);
  const bucketBits = 33 - Math.clz32(values.length);
  const shift = Math.max(0, rangeBits - bucketBits);
  const last = (highestWord - lowestWord) >> shift;
  const starts = new Int32Array(last + 2);
  let bucket = 0;
  for (let at = 0; at < values.length; at++) {
    const word = words[2 * at + 1]!;
    const own = word <= lowestWord ? 0 : (word - lowestWord) >> shift;
    while (bucket < own) {
      starts[++bucket] = at;
    }
  }
  while (bucket <= last) {
    starts[++bucket] = values.length;
  }
  return { starts, lowestWord, shift };
}
