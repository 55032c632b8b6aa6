import type { Parameters, Space } from '../space/dimension.js';
import type { Mode, Trial } from '../trials/trial.js';

/** What a strategy knows when it proposes the parameters of a trial. */
export interface Proposal {
  readonly space: Space;
  readonly seed: number;
  readonly mode: Mode;
  /** The number of the trial, from 0. */
  readonly number: number;
  /** The known-good points that are tried before any proposal: trials 0 to `initial.length - 1`. */
  readonly initial: readonly Parameters[];
  /** The trials so far, running ones included, by rising number. */
  readonly trials: readonly Trial[];
}

/** A way to choose what is tried next. */
export interface Strategy {
  readonly name: string;
  /** What else decides its proposals; plain JSON, kept in the journal. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether it has nothing left to propose at some point. */
  readonly ends: boolean;
  /**
   * Throws early if the strategy cannot search a space.
   *
   * @throws RangeError if it cannot.
   */
  requireSpace(space: Space): void;
  /** The parameters of a trial, which depend on the argument alone; null if everything was tried. */
  propose(proposal: Proposal): Parameters | null;
}
