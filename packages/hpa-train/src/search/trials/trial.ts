import type { Parameters } from '../space/dimension.js';

/**
 * Whether the objective of a search is to become small or large.
 *
 * @inline
 */
export type Mode = 'min' | 'max';

/** One configuration that a search tries, with what became of it. */
export interface Trial<P = Parameters> {
  /** Its place in the search, from 0. */
  readonly number: number;
  readonly parameters: P;
  /** An integer in [0, 2^32) that depends on the seed of the search and the number alone. */
  readonly seed: number;
  readonly state: 'complete' | 'pruned' | 'failed' | 'running';
  /** What the objective returned; null unless the trial is complete. */
  readonly value: number | null;
  /** Step and value of each report, by rising step. */
  readonly reports: readonly (readonly [step: number, value: number])[];
  /** How long it took; of a trial that was interrupted, since it was resumed. Absent while it is running. */
  readonly seconds?: number;
  /** Why it failed. */
  readonly error?: string;
}

/**
 * A trial under way, as its objective sees it.
 *
 * @inline
 */
export interface RunningTrial {
  readonly number: number;
  readonly seed: number;
  /** A folder of its own for checkpoints, if the journal has one. It outlives an interruption. */
  readonly folder?: string;
  /** Whether the trial was begun before and interrupted: its folder may hold a checkpoint. */
  readonly resumed: boolean;
  /** Aborted if the search is, or if another process has taken the trial over. */
  readonly signal: AbortSignal;
  /**
   * Records a value of the objective on the way, such as that of an epoch. A step that is reported again replaces its value, as
   * happens after an interruption; report before you save a checkpoint, so that none is lost.
   *
   * @param step - An integer from 0, such as the number of epochs done.
   * @throws Error if the trial is to end here, with the name `Pruned`: let it pass; RangeError if step or value are no such
   * numbers.
   */
  report(step: number, value: number): Promise<void>;
}
