import { seededRandom } from '../seeded-random.js';
import { followSignals } from './follow-signals.js';
import type { Journal, NewTrial } from './journal.js';
import { memoryJournal } from './memory-journal.js';
import { runTrial } from './run-trial.js';
import { type Objective, requireSearchOptions, type SearchOptions } from './search-options.js';
import type { Parameters, ParametersOf, Space } from './space/dimension.js';
import { rankTrials } from './trials/rank-trials.js';
import type { Trial } from './trials/trial.js';

/**
 * What a search has found.
 *
 * @inline
 */
export interface SearchResult<P = Parameters> {
  /** The complete trial with the best value, the earlier one of equals; null if none is complete. */
  readonly best: Trial<P> | null;
  /** All trials by rising number, those that failed, were pruned or are still running included. */
  readonly trials: readonly Trial<P>[];
}

/** How long to wait before asking again whether others have ended or given back a trial. */
const WAIT_MS = 250;

/**
 * Searches for the parameters that make an objective small or large, trial after trial, and returns all of them.
 *
 * The parameters of trial n depend on the seed, n and the trials so far alone. An objective that throws, or gives no finite number, is a failed
 * trial; the search goes on. With a journal on disk, a search that was killed resumes where it stopped, and several
 * processes share one: then, and with `parallel`, what a proposal knows depends on timing.
 *
 * @throws RangeError if an option or a dimension is out of range, or the space does not suit the strategy; TypeError if an option is
 * unknown or of another kind; Error if the journal is of another search, or cannot be read or written.
 *
 * @example
 * import { search, space, strategies } from '@hpa/train';
 * const settings = { learningRate: space.logUniform(1e-5, 1), optimizer: space.choice(['adam', 'sgd']) };
 * const error = ({ learningRate, optimizer }) => (Math.log10(learningRate) + 3) ** 2 + (optimizer === 'sgd' ? 1 : 0);
 * const { best } = await search(settings, error, { strategy: strategies.random(), trials: 40, seed: 1, mode: 'min' });
 * best.parameters.optimizer; // "adam"
 */
export async function search<const S extends Space>(
  space: S,
  objective: Objective<ParametersOf<S>>,
  options: SearchOptions<ParametersOf<S>>,
): Promise<SearchResult<ParametersOf<S>>> {
  const checked = requireSearchOptions(options, { space, objective }) as unknown as SearchOptions;
  const { strategy, mode, seed, pruner, initial = [], journal = memoryJournal(), parallel = 1 } = checked;
  const parts = ({ name, settings }: { readonly name: string; readonly settings: object }) => ({
    name,
    settings: settings as Readonly<Record<string, unknown>>,
  });
  await journal.join({
    space,
    mode,
    seed,
    initial,
    strategy: parts(strategy),
    pruner: pruner === undefined ? null : parts(pruner),
  });
  try {
    const propose = proposer(space, checked);
    await inLanes(parallel, checked.signal, (signal) =>
      runTrials({ ...checked, journal, propose, signal, objective: objective as Objective }),
    );
    const trials = await journal.trials();
    return { best: rankTrials(trials, { mode })[0] ?? null, trials } as SearchResult<ParametersOf<S>>;
  } finally {
    await journal.leave();
  }
}

/** Runs trials in several lanes; if one fails, the others give their trials back before its error is thrown. */
async function inLanes(
  count: number,
  outer: AbortSignal | undefined,
  lane: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failure = new AbortController();
  const { signal, release } = followSignals([outer, failure.signal]);
  try {
    const run = async () => {
      try {
        await lane(signal);
      } catch (error) {
        failure.abort(error);
      }
    };
    await Promise.all(Array.from({ length: count }, run));
  } finally {
    release();
  }
  if (failure.signal.aborted) {
    throw failure.signal.reason;
  }
}

/** Gives the next trial from those so far: a known-good point, or what the strategy proposes. */
function proposer(
  space: Space,
  { strategy, mode, seed, trials: limit = Number.POSITIVE_INFINITY, initial = [] }: SearchOptions,
): (trials: readonly Trial[]) => NewTrial | null {
  return (trials) => {
    const taken = new Set(trials.map(({ number }) => number));
    let number = 0;
    while (taken.has(number)) {
      number++;
    }
    if (number >= limit) {
      return null;
    }
    const parameters = initial[number] ?? strategy.propose({ space, seed, mode, number, initial, trials });
    return parameters === null
      ? null
      : { number, parameters, seed: seededRandom([seed, 'trial', number]).integer([0, 2 ** 32 - 1]) };
  };
}

/** Runs trials one after the other until there is none left. */
async function runTrials({
  journal,
  propose,
  objective,
  mode,
  runner = ({ objective: here, parameters, trial }) => here(parameters, trial),
  pruner,
  signal,
  onTrial,
}: SearchOptions & {
  readonly journal: Journal;
  readonly propose: (trials: readonly Trial[]) => NewTrial | null;
  readonly objective: Objective;
}): Promise<void> {
  while (!signal?.aborted) {
    const claim = await journal.claim(propose);
    if (claim === null) {
      return;
    }
    if (claim === 'wait') {
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      continue;
    }
    const trial = await runTrial(claim, { objective, runner, journal, mode, pruner, signal });
    if (trial !== null) {
      await onTrial?.(trial);
    }
  }
}
