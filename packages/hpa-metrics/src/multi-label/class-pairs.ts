import type { MultiLabelData } from '../data/types.js';

/** How often two classes meet in the labels and predictions of samples: `[a][b]`, counts of samples. */
export interface ClassPairs {
  /** Samples whose labels hold both a and b; on the diagonal the support. */
  readonly coOccurrence: number[][];
  /** Samples that hold a, which was missed, and not b, which was predicted; 0 on the diagonal. */
  readonly mistakenFor: number[][];
  /** Samples whose labels hold both a and b, and a was missed; on the diagonal all in which a was missed. */
  readonly missedBeside: number[][];
}

/** Counts how classes occur together, and which are missed and claimed wrongly together. */
export function countClassPairs(data: MultiLabelData): ClassPairs {
  const { sampleCount, classCount } = data;
  const square = () => Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  const coOccurrence = square();
  const mistakenFor = square();
  const missedBeside = square();
  for (let sample = 0; sample < sampleCount; sample++) {
    const { held, missed, wrong } = compare(data, { sample });
    countPairs(coOccurrence, { first: held, second: held });
    countPairs(mistakenFor, { first: missed, second: wrong });
    countPairs(missedBeside, { first: missed, second: held });
  }
  return { coOccurrence, mistakenFor, missedBeside };
}

/** The classes that a sample holds, those of them that are not predicted, and those predicted that it does not hold. */
function compare(
  { indicators, scores, thresholds, classCount }: MultiLabelData,
  { sample }: { readonly sample: number },
): { readonly held: number[]; readonly missed: number[]; readonly wrong: number[] } {
  const held: number[] = [];
  const missed: number[] = [];
  const wrong: number[] = [];
  for (const [index, threshold] of thresholds.entries()) {
    const at = sample * classCount + index;
    const claimed = scores[at]! >= threshold;
    if (indicators[at] === 1) {
      held.push(index);
      if (!claimed) {
        missed.push(index);
      }
    } else if (claimed) {
      wrong.push(index);
    }
  }
  return { held, missed, wrong };
}

function countPairs(
  pairs: number[][],
  { first, second }: { readonly first: readonly number[]; readonly second: readonly number[] },
): void {
  for (const a of first) {
    for (const b of second) {
      pairs[a]![b]! += 1;
    }
  }
}
