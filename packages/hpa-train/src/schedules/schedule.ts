import type { History } from '../state/history.js';

/**
 * The learning rate of an update; `fit` calls it before every one.
 *
 * `step` is the number of updates before this one, from 0, over all epochs. A schedule keeps nothing, so that a resumed run has the
 * rates of an uninterrupted one. The ready-made ones are in `schedules`.
 */
export type Schedule = (
  step: number,
  run: {
    /** From 0. */
    readonly epoch: number;
    /** The records of the epochs before this one. */
    readonly history: History['epochs'];
  },
) => number;
