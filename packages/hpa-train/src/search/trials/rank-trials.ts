import type { Mode, Trial } from './trial.js';

/** The complete trials from the best to the worst; of equal ones the earlier first. */
export function rankTrials<T extends Pick<Trial, 'number' | 'state' | 'value'>>(
  trials: readonly T[],
  { mode }: { readonly mode: Mode },
): T[] {
  const sign = mode === 'min' ? 1 : -1;
  return trials
    .filter(({ state, value }) => state === 'complete' && value !== null)
    .sort((a, b) => sign * (a.value! - b.value!) || a.number - b.number);
}
