import { describeValue } from '../describe-value.js';
import { followSignals } from './follow-signals.js';
import type { Claim, Journal, Outcome } from './journal.js';
import type { Pruner } from './pruners/pruner.js';
import type { Objective, Runner } from './search-options.js';
import type { Mode, RunningTrial, Trial } from './trials/trial.js';
import { withReport } from './trials/with-report.js';

interface TrialRun {
  readonly objective: Objective;
  readonly runner: Runner;
  readonly journal: Journal;
  readonly mode: Mode;
  readonly pruner: Pruner | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Runs a claimed trial and records how it ends; returns it, or null if it was interrupted or taken over. */
export async function runTrial(claim: Claim, run: TrialRun): Promise<Trial | null> {
  const { journal, signal, objective, runner } = run;
  const { parameters } = claim.trial;
  const interruption = followSignals([claim.lost, signal]);
  const { trial, state } = watchTrial(claim, { ...run, signal: interruption.signal });
  const startedAt = performance.now();
  const seconds = () => Number(((performance.now() - startedAt) / 1000).toFixed(3));
  let outcome: Outcome;
  try {
    // It may have been killed between the report that ends it and the record of its end.
    const ends = claim.resumed && (await prunes(claim.trial, run));
    const value = ends ? null : await runner({ objective, parameters, trial });
    outcome =
      ends || state.pruned
        ? { state: 'pruned', value: null, seconds: seconds() }
        : valueOutcome(value, seconds());
  } catch (error) {
    if (state.journalFailed !== null) {
      throw state.journalFailed.error;
    }
    outcome = state.pruned
      ? { state: 'pruned', value: null, seconds: seconds() }
      : { state: 'failed', value: null, seconds: seconds(), error: describeError(error) };
  } finally {
    interruption.release();
  }
  if (state.journalFailed !== null) {
    throw state.journalFailed.error;
  }
  if (claim.lost.aborted) {
    return null;
  }
  // What an aborted objective throws or returns is no result.
  if (interruption.signal.aborted && !state.pruned) {
    await journal.release(claim);
    return null;
  }
  return (await journal.end(claim, outcome)) ? { ...claim.trial, reports: state.reports, ...outcome } : null;
}

interface TrialState {
  pruned: boolean;
  reports: Trial['reports'];
  journalFailed: { readonly error: unknown } | null;
}

/** The trial as the objective sees it, and what it has done. */
function watchTrial(
  claim: Claim,
  run: TrialRun & { readonly signal: AbortSignal },
): { trial: RunningTrial; state: TrialState } {
  const { number, seed, reports } = claim.trial;
  const state: TrialState = { pruned: false, reports, journalFailed: null };

  const record = async (step: number, value: number): Promise<void> => {
    requireReport(step, value);
    const before = withReport({ ...claim.trial, reports: state.reports }, [step, value]);
    state.reports = before.reports;
    try {
      if (!(await run.journal.report(claim, [step, value]))) {
        throw named('TrialLost', `another process has taken trial ${number} over`);
      }
      state.pruned ||= await prunes(
        { ...claim.trial, reports: state.reports.filter(([reported]) => reported <= step) },
        run,
      );
    } catch (error) {
      if ((error as Error).name !== 'TrialLost') {
        state.journalFailed = { error };
      }
      throw error;
    }
    if (state.pruned) {
      throw named('Pruned', `trial ${number} ends at step ${step}: ${run.pruner?.name} has pruned it`);
    }
  };

  const trial: RunningTrial = {
    number,
    seed,
    ...(claim.folder !== undefined && { folder: claim.folder }),
    resumed: claim.resumed,
    signal: run.signal,
    report(step, value) {
      const recorded = record(step, value);
      // Whoever does not await it learns of the end when the trial is over, not by an unhandled rejection.
      recorded.catch(() => {});
      return recorded;
    },
  };
  return { trial, state };
}

async function prunes(
  trial: Pick<Trial, 'number' | 'reports'>,
  { pruner, journal, mode }: Pick<TrialRun, 'pruner' | 'journal' | 'mode'>,
): Promise<boolean> {
  if (pruner === undefined || trial.reports.length === 0) {
    return false;
  }
  const others = (await journal.trials()).filter(({ number }) => number !== trial.number);
  return pruner.prunes({ mode, trial, others });
}

function valueOutcome(value: unknown, seconds: number): Outcome {
  return Number.isFinite(value)
    ? { state: 'complete', value: value as number, seconds }
    : {
        state: 'failed',
        value: null,
        seconds,
        error: `the objective must give a finite number; received ${describeValue(value)}`,
      };
}

function requireReport(step: number, value: number): void {
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new RangeError(`a step must be an integer of at least 0; received ${describeValue(step)}`);
  }
  if (!Number.isFinite(value)) {
    throw new RangeError(
      `a report must be a finite number; received ${describeValue(value)} at step ${step}`,
    );
  }
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
