/** The most probable class of a sample of checked scores; the lowest index wins a tie. */
export function predictedClass(
  scores: Float64Array,
  { classCount, sample }: { readonly classCount: number; readonly sample: number },
): number {
  const from = sample * classCount;
  let best = 0;
  for (let index = 1; index < classCount; index++) {
    if (scores[from + index]! > scores[from + best]!) {
      best = index;
    }
  }
  return best;
}
