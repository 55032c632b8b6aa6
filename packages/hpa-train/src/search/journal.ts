import type { Parameters, Space } from './space/dimension.js';
import type { Mode, Trial } from './trials/trial.js';

/**
 * All that decides a search; plain JSON. A journal of another one is refused.
 *
 * @inline
 */
export interface SearchDescription {
  readonly space: Space;
  readonly mode: Mode;
  readonly seed: number;
  readonly initial: readonly Parameters[];
  readonly strategy: { readonly name: string; readonly settings: Readonly<Record<string, unknown>> };
  readonly pruner: { readonly name: string; readonly settings: Readonly<Record<string, unknown>> } | null;
}

/**
 * What a new trial begins with.
 *
 * @inline
 */
export type NewTrial = Pick<Trial, 'number' | 'parameters' | 'seed'>;

/**
 * The right to run one trial.
 *
 * @inline
 */
export interface Claim {
  readonly trial: Trial;
  /** Whether the trial was begun before and interrupted. */
  readonly resumed: boolean;
  readonly folder?: string;
  /** Aborted once the journal knows that another process has taken the trial over. */
  readonly lost: AbortSignal;
}

/**
 * How a trial ended.
 *
 * @inline
 */
export type Outcome = Required<Pick<Trial, 'value'>> &
  Pick<Trial, 'error'> & { readonly state: 'complete' | 'pruned' | 'failed'; readonly seconds: number };

/**
 * What has happened in a search, shared by all that take part in it.
 *
 * @inline
 */
export interface Journal {
  /**
   * Begins a search, or takes part in one that was begun.
   *
   * @throws Error if the journal is of another search, or cannot be read or written.
   */
  join(description: SearchDescription): Promise<void>;
  /**
   * The right to an interrupted trial, or else to a new one; `'wait'` while others run trials that may be given back; null if there
   * is none and nothing to wait for.
   *
   * @param propose - Gives the next trial from those so far, or null; may be called several times.
   */
  claim(propose: (trials: readonly Trial[]) => NewTrial | null): Promise<Claim | 'wait' | null>;
  /** Records a report; false if the trial was taken over. */
  report(claim: Claim, report: readonly [step: number, value: number]): Promise<boolean>;
  /** Records how a trial ended; false if it was taken over, and the outcome is not recorded. */
  end(claim: Claim, outcome: Outcome): Promise<boolean>;
  /** Gives an interrupted trial back, for this or another process to resume. */
  release(claim: Claim): Promise<void>;
  /** All trials so far, by rising number. */
  trials(): Promise<readonly Trial[]>;
  /** Takes no part any longer. Trials that are under way count as given back. */
  leave(): Promise<void>;
}
