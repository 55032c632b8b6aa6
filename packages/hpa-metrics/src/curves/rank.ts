/** Scores from the highest to the lowest, with the truth of each. */
export interface Ranking {
  readonly scores: Float64Array;
  /** 1 for a positive, 0 for a negative, in the order of the scores. */
  readonly positives: Uint8Array;
}

/** A pass sorts by this many bits: its counters fit into the first cache of a core. */
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/** The 32-bit word of a double, low or high, and the lowest bit of the digit of each pass; the machine is little-endian. */
const PASSES = [
  { word: 0, shift: 0 },
  { word: 0, shift: 11 },
  { word: 0, shift: 22 },
  { word: 1, shift: 0 },
  { word: 1, shift: 11 },
  { word: 1, shift: 22 },
] as const;

/**
 * Ranks scores from the highest to the lowest; equal ones come in any order.
 *
 * A radix sort of the bits: doubles of one sign are in the order of their bits as unsigned integers. A digit that all scores
 * share, as the low ones of float32 numbers, costs no pass.
 *
 * @param ranking - Finite scores in any order, with the truth of each; left as it is.
 */
export function rank({ scores, positives }: Ranking): Ranking {
  const { length } = scores;
  let from = { scores: new Float64Array(length), positives: Uint8Array.from(positives) };
  for (let at = 0; at < length; at++) {
    // Turns -0, which equals 0, into 0.
    from.scores[at] = scores[at]! + 0;
  }
  let to = { scores: new Float64Array(length), positives: new Uint8Array(length) };
  const counts = countDigits(from.scores);
  for (const [pass, { word, shift }] of PASSES.entries()) {
    const count = counts.subarray(pass * DIGITS, (pass + 1) * DIGITS);
    if (!count.includes(length)) {
      pour(from, to, { word, shift, starts: startsOf(count) });
      [from, to] = [to, from];
    }
  }
  return negativesLast(from);
}

/** How many scores have each digit, pass by pass. */
function countDigits(scores: Float64Array): Uint32Array {
  const words = new Uint32Array(scores.buffer);
  const counts = new Uint32Array(PASSES.length * DIGITS);
  for (let at = 0; at < words.length; at += 2) {
    const low = words[at]!;
    const high = words[at + 1]!;
    counts[low & (DIGITS - 1)]!++;
    counts[DIGITS + ((low >>> 11) & (DIGITS - 1))]!++;
    counts[2 * DIGITS + (low >>> 22)]!++;
    counts[3 * DIGITS + (high & (DIGITS - 1))]!++;
    counts[4 * DIGITS + ((high >>> 11) & (DIGITS - 1))]!++;
    counts[5 * DIGITS + (high >>> 22)]!++;
  }
  return counts;
}

/** Where the scores of each digit begin, the highest digit first. */
function startsOf(counts: Uint32Array): Uint32Array {
  const starts = new Uint32Array(DIGITS);
  let start = 0;
  for (let digit = DIGITS - 1; digit >= 0; digit--) {
    starts[digit] = start;
    start += counts[digit]!;
  }
  return starts;
}

function pour(
  from: Ranking,
  to: Ranking,
  { word, shift, starts }: { readonly word: number; readonly shift: number; readonly starts: Uint32Array },
): void {
  const words = new Uint32Array(from.scores.buffer);
  const { scores, positives } = from;
  const { scores: toScores, positives: toPositives } = to;
  for (let at = 0; at < scores.length; at++) {
    const digit = (words[2 * at + word]! >>> shift) & (DIGITS - 1);
    const place = starts[digit]!;
    starts[digit] = place + 1;
    toScores[place] = scores[at]!;
    toPositives[place] = positives[at]!;
  }
}

/** The sign is the highest bit, so that negative scores come first, the lowest of them first of all. */
function negativesLast({ scores, positives }: Ranking): Ranking {
  if (!(scores[0]! < 0)) {
    return { scores, positives };
  }
  const firstPositive = scores.findIndex((score) => score >= 0);
  const negatives = firstPositive === -1 ? scores.length : firstPositive;
  const ordered = {
    scores: new Float64Array(scores.length),
    positives: new Uint8Array(scores.length),
  };
  ordered.scores.set(scores.subarray(negatives));
  ordered.positives.set(positives.subarray(negatives));
  ordered.scores.set(scores.slice(0, negatives).reverse(), scores.length - negatives);
  ordered.positives.set(positives.slice(0, negatives).reverse(), scores.length - negatives);
  return ordered;
}
