import type { Mode, Trial } from './trial.js';

/**
 * The trials that have ended, from the best to the worst: complete ones by value, pruned ones by how far they came and the value there, then
 * those that failed; of equal ones the earlier first.
 */
export function orderByMerit(trials: readonly Trial[], { mode }: { readonly mode: Mode }): Trial[] {
  const sign = mode === 'min' ? 1 : -1;
  const meritOf = ({ state, value, reports }: Trial): readonly number[] => {
    if (state === 'complete') {
      return [0, 0, sign * value!];
    }
    const [step, last] = reports.at(-1) ?? [-1, 0];
    return state === 'pruned' ? [1, -step, sign * last] : [2, 0, 0];
  };
  return trials
    .filter(({ state }) => state !== 'running')
    .map((trial) => ({ trial, merit: [...meritOf(trial), trial.number] }))
    .sort((a, b) => {
      const differing = a.merit.findIndex((value, index) => value !== b.merit[index]);
      return a.merit[differing]! - b.merit[differing]!;
    })
    .map(({ trial }) => trial);
}
