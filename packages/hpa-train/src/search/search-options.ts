import { describeValue } from '../describe-value.js';
import { requireCount } from '../require-number.js';
import { requireFunction, requireOptions, requireSignal } from '../require-options.js';
import { requireSeed } from '../require-seed.js';
import type { Journal } from './journal.js';
import type { Pruner } from './pruners/pruner.js';
import type { Parameters, Space } from './space/dimension.js';
import { requireParameters } from './space/require-parameters.js';
import { requireSpace } from './space/require-space.js';
import type { Strategy } from './strategies/strategy.js';
import type { Mode, RunningTrial, Trial } from './trials/trial.js';

/**
 * What a search tries: gives a value that is to become small or large, or throws, which is a failed trial.
 *
 * @inline
 */
export type Objective<P = Parameters> = (parameters: P, trial: RunningTrial) => number | Promise<number>;

/**
 * Runs one trial to its end: calls the objective here, or has a worker elsewhere call it with the same parameters, seed, number and
 * folder, hands the worker's reports to `trial.report`, tells the worker if that throws, and gives the value. A worker that dies is the
 * runner's matter: it lets another one begin the same trial.
 *
 * @inline
 */
export type Runner<P = Parameters> = (work: {
  readonly objective: Objective<P>;
  readonly parameters: P;
  readonly trial: RunningTrial;
}) => number | Promise<number>;

/**
 * What `search` takes besides space and objective.
 *
 * @inline
 */
export interface SearchOptions<P = Parameters> {
  /** How trials are chosen, such as `strategies.tpe()`. */
  readonly strategy: Strategy;
  /** Whether the objective is to become small or large. */
  readonly mode: Mode;
  /** An integer in [0, 2^32). It decides all proposals, and the seeds of the trials. */
  readonly seed: number;
  /** How many trials there are at the end, those of earlier calls on the journal included. Only a grid ends without. */
  readonly trials?: number;
  /** Which trials end early, such as `pruners.asha()`. Default: none. */
  readonly pruner?: Pruner;
  /** Points that are tried first, in order, such as the settings in use today. Default: none. */
  readonly initial?: readonly P[];
  /** Where everything is recorded, such as what `openJournal` of `@hpa/train/node` gives. Default: in memory. */
  readonly journal?: Journal;
  /** What runs a trial. Default: the objective is called in this process. */
  readonly runner?: Runner<P>;
  /** How many trials this call has under way at a time. With more than one, timing decides what a proposal knows. Default: 1. */
  readonly parallel?: number;
  /** Ends the search early; trials under way are given back, so that a journal on disk resumes them. */
  readonly signal?: AbortSignal;
  /** Called, and awaited, after each trial that ended here. */
  readonly onTrial?: (trial: Trial<P>) => void | Promise<void>;
}

const KNOWN: Readonly<Record<keyof SearchOptions, true>> = {
  strategy: true,
  mode: true,
  seed: true,
  trials: true,
  pruner: true,
  initial: true,
  journal: true,
  runner: true,
  parallel: true,
  signal: true,
  onTrial: true,
};

/** Returns the options of a search if all of them can be used. */
export function requireSearchOptions<P>(
  options: SearchOptions<P>,
  { space, objective }: { readonly space: Space; readonly objective: unknown },
): SearchOptions<P> {
  requireSpace(space);
  if (typeof objective !== 'function') {
    throw new TypeError(`the objective must be a function; received ${describeValue(objective)}`);
  }
  const { strategy, mode, seed, trials, pruner, initial, journal, runner, parallel, signal, onTrial } =
    requireOptions(options, { of: 'search', known: KNOWN });
  requirePart(strategy, { name: 'strategy', method: 'propose', example: 'strategies.tpe()' });
  if (pruner !== undefined) {
    requirePart(pruner, { name: 'pruner', method: 'prunes', example: 'pruners.asha()' });
  }
  if (journal !== undefined) {
    requirePart(journal, { name: 'journal', method: 'claim', example: 'await openJournal(folder)' });
  }
  if (mode !== 'min' && mode !== 'max') {
    throw new RangeError(`mode must be 'min' or 'max'; received ${describeValue(mode)}`);
  }
  requireSeed(seed);
  if (trials !== undefined) {
    requireCount(trials, { name: 'trials' });
  } else if (!strategy.ends) {
    throw new RangeError(`trials must be given: the strategy ${strategy.name} never ends`);
  }
  if (parallel !== undefined) {
    requireCount(parallel, { name: 'parallel' });
  }
  requireFunction(runner, { name: 'runner' });
  requireFunction(onTrial, { name: 'onTrial' });
  requireSignal(signal);
  strategy.requireSpace(space);
  if (initial !== undefined && !Array.isArray(initial)) {
    throw new TypeError(`initial must be an array of parameters; received ${describeValue(initial)}`);
  }
  for (const [index, point] of (initial ?? []).entries()) {
    requireParameters(point as Parameters, { space, name: `initial[${index}]` });
  }
  return options;
}

function requirePart(
  value: object,
  { name, method, example }: { readonly name: string; readonly method: string; readonly example: string },
): void {
  if (typeof (value as Readonly<Record<string, unknown>> | null)?.[method] !== 'function') {
    throw new TypeError(`${name} must be one such as ${example}; received ${describeValue(value)}`);
  }
}
