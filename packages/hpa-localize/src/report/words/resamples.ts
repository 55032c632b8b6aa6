/** Resamples behind the interval of a score. */
export const INTERVAL_RESAMPLES = 1000;

/** Resamples behind a difference: the smallest p-value, 2 / 5001, must survive Holm's correction. */
export const DIFFERENCE_RESAMPLES = 5000;
