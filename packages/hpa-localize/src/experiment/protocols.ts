import {
  COMPOSITIONS,
  type InputSpec,
  notebookSplit,
  type Sample,
  type Splits,
  splitSamples,
} from '@hpa/data';

/** Name of one of {@link PROTOCOLS}. */
export type ProtocolName = 'honest' | 'notebook';

/** How a study splits its samples, what models see of them, and how classes are weighted. */
export interface Protocol {
  /** Splits samples whose labels index `classNames`. */
  split(
    samples: readonly Sample[],
    options: {
      readonly classNames: readonly string[];
      readonly seed: number;
      /** Whether a sample may have any number of labels. */
      readonly multiLabel: boolean;
    },
  ): Splits;
  /** What every model sees; a recipe decides what is not given. */
  readonly input: Partial<Pick<InputSpec, 'channels' | 'normalization'>>;
  /** How training images vary from epoch to epoch. */
  readonly augment: 'dihedral' | 'none';
  /** Whether rare classes weigh more in the training loss. */
  readonly classWeights: 'balanced' | 'none';
}

/**
 * The protocols by name. `honest` splits without leaks, keeps groups together and augments. `notebook` repeats the public
 * notebook, which draws samples with replacement before it splits them, so that copies leak into the test split.
 */
export const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  honest: {
    split: (samples, { classNames, ...options }) =>
      splitSamples(samples, { ...options, classCount: classNames.length, classNames }),
    input: {},
    augment: 'dihedral',
    classWeights: 'balanced',
  },
  notebook: {
    split: (samples, { seed }) => notebookSplit(samples, { seed }),
    input: { channels: COMPOSITIONS['rgb-half-yellow'], normalization: 'unit' },
    augment: 'none',
    classWeights: 'none',
  },
};
