import type { Mode, Trial } from '../trials/trial.js';

/** What a pruner knows when a trial reports. */
export interface PruningMoment {
  readonly mode: Mode;
  /** The trial that has just reported, with that report as the last. */
  readonly trial: Pick<Trial, 'number' | 'reports'>;
  /** All others so far. */
  readonly others: readonly Trial[];
}

/** A way to end trials early that do not look good. */
export interface Pruner {
  readonly name: string;
  /** What else decides; plain JSON, kept in the journal. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether the trial is to end; depends on the argument alone. */
  prunes(moment: PruningMoment): boolean;
}
