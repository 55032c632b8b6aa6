import type { TrainedHead } from '../answering/messages.js';

/** Says what a training on corrections did, by how much, and how sure that is. */
export function trainingInWords(
  { before, after, leftOut }: Pick<TrainedHead, 'before' | 'after' | 'leftOut'>,
  { count }: { readonly count: number },
): string {
  if (count === 0) {
    return 'The model is what it was.';
  }
  const judged =
    leftOut === undefined
      ? 'Whether it is better for other cells is not known: from 8 corrections on, each is left out in turn to see.'
      : `Trained without a cell and asked for it, it says so for ${leftOut} of ${count}. Cells of one image are alike: those of another may do worse.`;
  return `The last layer was trained further on ${count} ${count === 1 ? 'correction' : 'corrections'}. The model said what you say for ${before} of them, and now for ${after}. ${judged}`;
}
