import { notebookSplit, type Sample, type Splits, splitSamples } from '@hpa/data';

/** Name of one of {@link PROTOCOLS}. */
export type ProtocolName = 'honest' | 'notebook';

/** Splits samples whose labels index `classNames`. */
export type Protocol = (
  samples: readonly Sample[],
  options: {
    readonly classNames: readonly string[];
    readonly seed: number;
    /** Whether a sample may have any number of labels. */
    readonly multiLabel: boolean;
  },
) => Splits;

/**
 * How a study splits its samples, by name; everything else is a matter of recipes. `honest` splits without leaks and keeps groups
 * together. `notebook` repeats the public notebook, which draws samples with replacement before it splits them, so that copies leak
 * into the test split.
 */
export const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  honest: (samples, { classNames, ...options }) =>
    splitSamples(samples, { ...options, classCount: classNames.length, classNames }),
  notebook: (samples, { seed }) => notebookSplit(samples, { seed }),
};
